-- What inspection measured, as JSON; null until somebody needed to know.
ALTER TABLE media ADD COLUMN facts TEXT;

-- A rendition is what is sent: a media made to fit one kind, under the policy that made it.
CREATE TABLE renditions (
    media_id     TEXT    NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    kind         TEXT    NOT NULL,
    policy       TEXT    NOT NULL,
    state        INTEGER NOT NULL,
    revision     INTEGER NOT NULL,
    leased_until INTEGER NOT NULL,
    blob         TEXT,
    thumbnail    TEXT,
    type         TEXT,
    length       INTEGER,
    digest       BLOB,
    receipt      TEXT,
    made_at      INTEGER,
    PRIMARY KEY (media_id, kind, policy)
) STRICT, WITHOUT ROWID;

-- After a crash an unpublished blob is looked up by its id.
CREATE UNIQUE INDEX renditions_by_blob ON renditions (blob) WHERE blob IS NOT NULL;
CREATE UNIQUE INDEX renditions_by_thumbnail ON renditions (thumbnail) WHERE thumbnail IS NOT NULL;
