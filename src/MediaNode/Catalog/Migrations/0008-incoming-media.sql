-- Messages from users in the order in which they were taken in.
CREATE TABLE inbound_in_order (
    seq         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id          TEXT    NOT NULL,
    sender      TEXT    NOT NULL,
    name        TEXT,
    type        TEXT    NOT NULL,
    content     TEXT    NOT NULL, -- JSON, as the user wrote it
    received_at INTEGER NOT NULL,
    read_at     INTEGER,
    told        INTEGER NOT NULL DEFAULT 2, -- 0 its media is on its way, 1 it may be told, 2 it was, or there was nobody to tell
    hold_until  INTEGER NOT NULL DEFAULT 0  -- while its media is on its way, those after it from the same user wait for so long
) STRICT;

INSERT INTO inbound_in_order (id, sender, name, type, content, received_at, read_at)
SELECT id, sender, name, type, content, received_at, read_at FROM inbound ORDER BY received_at;

DROP TABLE inbound;
ALTER TABLE inbound_in_order RENAME TO inbound;

CREATE UNIQUE INDEX inbound_by_id ON inbound (id);
CREATE INDEX inbound_by_sender ON inbound (sender, seq);
CREATE INDEX inbound_untold ON inbound (sender, seq) WHERE told < 2;

-- The media of a user's message, and how far the node has come with it.
CREATE TABLE inbound_media (
    message_id    TEXT    NOT NULL PRIMARY KEY REFERENCES inbound (id) ON DELETE CASCADE,
    media_id      TEXT    NOT NULL, -- minted as it was announced; a row of media once it is here
    kind          TEXT    NOT NULL,
    type          TEXT    NOT NULL, -- a media type
    caption       TEXT,
    filename      TEXT,
    url           TEXT,
    direct_path   TEXT,
    media_key     BLOB,             -- wrapped; null once the media is deleted, or when its description could not be read
    digest        BLOB,
    sealed_digest BLOB,
    length        INTEGER,
    state         INTEGER NOT NULL,
    revision      INTEGER NOT NULL,
    leased_until  INTEGER NOT NULL,
    due_at        INTEGER NOT NULL,
    attempts      INTEGER NOT NULL, -- failed ones since it was last wanted
    asks          INTEGER NOT NULL, -- how often the sender was asked for it since then
    wanted_at     INTEGER NOT NULL, -- since when it is tried
    wanted        INTEGER NOT NULL, -- whether somebody waits to be told of it by itself
    reason        TEXT,             -- why the last attempt failed, or why it is not here
    content       TEXT    NOT NULL, -- JSON: what stands under the type when it is told
    error         TEXT,             -- JSON: what stands beside that
    found         TEXT,             -- what its header says it is
    asked_at      INTEGER,
    answer_p      BLOB,             -- the sender's answer, not looked at yet
    answer_iv     BLOB,
    answer_code   INTEGER,          -- the same in the open
    fetched_at    INTEGER
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX inbound_media_by_media ON inbound_media (media_id);
CREATE INDEX inbound_media_open ON inbound_media (due_at) WHERE state IN (0, 1, 3);
