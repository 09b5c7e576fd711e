-- Passes over what is stored, held against what is known. A restart goes on behind the row that one had come to.
CREATE TABLE passes (
    id         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind       INTEGER NOT NULL, -- 0 scrub, 1 reconcile
    asker      INTEGER NOT NULL, -- 0 the clock, 1 an operator
    quick      INTEGER NOT NULL, -- 1: no byte is read
    fix        INTEGER NOT NULL,
    adopt      INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at   INTEGER,
    part       INTEGER NOT NULL, -- 0 media, 1 renditions, then the files of outgoing, incoming, renditions
    after      TEXT    NOT NULL,
    looked     INTEGER NOT NULL,
    bytes      INTEGER NOT NULL,
    fault      TEXT
) STRICT;

CREATE UNIQUE INDEX passes_under_way ON passes (kind) WHERE ended_at IS NULL;

-- How much of what was found, and how much of it was mended.
CREATE TABLE pass_findings (
    pass   INTEGER NOT NULL REFERENCES passes (id) ON DELETE CASCADE,
    part   INTEGER NOT NULL,
    kind   INTEGER NOT NULL,
    count  INTEGER NOT NULL,
    mended INTEGER NOT NULL,
    PRIMARY KEY (pass, part, kind)
) STRICT, WITHOUT ROWID;

-- The first of each, by name.
CREATE TABLE pass_subjects (
    pass    INTEGER NOT NULL REFERENCES passes (id) ON DELETE CASCADE,
    part    INTEGER NOT NULL,
    kind    INTEGER NOT NULL,
    subject TEXT    NOT NULL,
    what    TEXT    NOT NULL,
    mended  INTEGER NOT NULL,
    PRIMARY KEY (pass, part, kind, subject)
) STRICT, WITHOUT ROWID;
