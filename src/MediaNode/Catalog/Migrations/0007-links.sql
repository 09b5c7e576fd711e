-- Credentials under which links are fetched. The revision is never used again, so that what was fetched under others is never given out.
CREATE TABLE media_providers (
    revision    INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name        TEXT    NOT NULL,
    credentials BLOB    NOT NULL  -- JSON, wrapped
) STRICT;

CREATE UNIQUE INDEX media_providers_by_name ON media_providers (name);

-- An address that messages named, fetched with credentials, or with none. The row is the queue of fetches: one, however many messages wait.
CREATE TABLE links (
    id            INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    url           TEXT    NOT NULL,
    provider      TEXT    NOT NULL, -- '' for none
    credentials   INTEGER NOT NULL, -- the provider's revision; 0 for none
    state         INTEGER NOT NULL, -- 0 idle, 1 wanted
    revision      INTEGER NOT NULL,
    leased_until  INTEGER NOT NULL,
    due_at        INTEGER NOT NULL,
    attempts      INTEGER NOT NULL, -- failed ones since it was wanted
    reason        TEXT,             -- why the last one failed
    media_id      TEXT,             -- what was fetched last
    etag          TEXT,
    last_modified TEXT,
    fresh_until   INTEGER NOT NULL, -- until then it need not be asked for again
    fetched_at    INTEGER
) STRICT;

CREATE UNIQUE INDEX links_by_address ON links (url, provider, credentials);
CREATE INDEX links_wanted ON links (due_at) WHERE state = 1;

ALTER TABLE messages ADD COLUMN link_id INTEGER;
-- What the message asked for beyond its kind, as long as its link is not fetched: 0 nothing, 1 a voice message, 2 none, 3 PDF only.
ALTER TABLE messages ADD COLUMN link_wish INTEGER NOT NULL DEFAULT 0;

CREATE INDEX messages_waiting_by_link ON messages (link_id, seq) WHERE state = 0 AND media_id IS NULL;
