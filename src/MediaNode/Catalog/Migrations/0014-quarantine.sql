-- Content that may not come in or go out, by its digest. One that is released keeps its row, so that no scanner blocks it again.
CREATE TABLE quarantined (
    seq         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    digest      BLOB    NOT NULL, -- SHA-256
    source      INTEGER NOT NULL, -- who blocked it: 0 an operator, 1 the scanner
    reason      TEXT    NOT NULL,
    by          TEXT,             -- the operator's name
    at          INTEGER NOT NULL,
    from_media  TEXT,             -- the media that was named as it was blocked, or in which the scanner found something
    settled     INTEGER NOT NULL, -- 0: messages that waited to bring it may not all have failed yet
    released_at INTEGER,
    released_by TEXT
) STRICT;

-- Every insert of a media looks here.
CREATE UNIQUE INDEX quarantined_by_digest ON quarantined (digest);
CREATE INDEX quarantined_unsettled ON quarantined (seq) WHERE settled = 0;
