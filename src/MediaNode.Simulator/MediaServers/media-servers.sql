-- What lies on the media servers, under numbers that rise as they came. Rows outlive their bytes: they show what has expired.
CREATE TABLE IF NOT EXISTS blobs (
  number     INTEGER PRIMARY KEY AUTOINCREMENT,
  id         TEXT NOT NULL UNIQUE,
  token      BLOB NOT NULL,               -- SHA-256 of the sealed bytes
  length     INTEGER NOT NULL,            -- bytes, sealed
  type       TEXT NOT NULL,               -- as in the path of the upload
  host       TEXT NOT NULL,               -- the one that took it; all serve it
  stored_at  INTEGER NOT NULL,            -- Unix milliseconds
  expires_at INTEGER NOT NULL,            -- Unix seconds: "oe"
  downloads  INTEGER NOT NULL DEFAULT 0,
  swept      INTEGER NOT NULL DEFAULT 0   -- 1 once its bytes are gone
) STRICT;
CREATE INDEX IF NOT EXISTS blobs_by_token ON blobs (token);
CREATE INDEX IF NOT EXISTS blobs_to_sweep ON blobs (expires_at, swept);

-- Which of them phones have sent.
CREATE TABLE IF NOT EXISTS blobs_of_phones (
  id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Uploads that are under way or broke off. How much of each is there, its file says.
CREATE TABLE IF NOT EXISTS partials (
  id         TEXT PRIMARY KEY,
  token      BLOB NOT NULL,
  changed_at INTEGER NOT NULL             -- Unix seconds
) STRICT;
CREATE INDEX IF NOT EXISTS partials_by_token ON partials (token);

-- One row: what the auths of media_conn are signed with.
CREATE TABLE IF NOT EXISTS media_auth (
  one    INTEGER PRIMARY KEY CHECK (one = 1),
  secret BLOB NOT NULL
) STRICT;
