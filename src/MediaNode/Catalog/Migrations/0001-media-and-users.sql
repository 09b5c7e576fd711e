-- Times are milliseconds since 1970, UTC. Ids are ordered by time, so rows are appended to the tree.
CREATE TABLE media (
    id         TEXT    NOT NULL PRIMARY KEY,
    type       TEXT    NOT NULL,
    length     INTEGER NOT NULL,
    digest     BLOB    NOT NULL,
    state      INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Few rows are ever in a state other than stored: recovery and reports find them without a scan.
CREATE INDEX media_not_stored ON media (state, id) WHERE state <> 0;

CREATE TABLE users (
    name          TEXT    NOT NULL PRIMARY KEY,
    role          TEXT    NOT NULL,
    password_hash TEXT    NOT NULL,
    must_change   INTEGER NOT NULL DEFAULT 0,
    created_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A token itself is never stored, only its SHA-256.
CREATE TABLE tokens (
    digest     BLOB    NOT NULL PRIMARY KEY,
    username   TEXT    NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX tokens_by_user ON tokens (username);
CREATE INDEX tokens_by_expiry ON tokens (expires_at);
