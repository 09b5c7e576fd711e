-- A pinned media is kept whatever the policies say; one may also bring the time at which it is to go.
ALTER TABLE media ADD COLUMN pinned_at INTEGER;
ALTER TABLE media ADD COLUMN expires_at INTEGER;

-- What the node forgot by itself, and why: asked for by those who miss it.
CREATE TABLE forgotten (
    media_id     TEXT    NOT NULL PRIMARY KEY,
    forgotten_at INTEGER NOT NULL,
    reason       TEXT    NOT NULL,
    type         TEXT    NOT NULL,
    length       INTEGER NOT NULL,
    origin       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX forgotten_by_time ON forgotten (forgotten_at);

-- Passes over all media, the last of which may be under way: a restart goes on behind the media that it had come to.
CREATE TABLE sweeps (
    id         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    asked      INTEGER NOT NULL, -- whether somebody asked for it and is to be told
    started_at INTEGER NOT NULL,
    ended_at   INTEGER,
    after      TEXT    NOT NULL,
    looked     INTEGER NOT NULL,
    forgotten  INTEGER NOT NULL,
    bytes      INTEGER NOT NULL,
    fault      TEXT
) STRICT;

-- What is done by one node of the whole installation at a time.
CREATE TABLE owners (
    name  TEXT    NOT NULL PRIMARY KEY,
    owner TEXT    NOT NULL,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
