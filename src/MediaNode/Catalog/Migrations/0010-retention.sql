-- A pinned media is kept whatever the policies say; one may also bring the time at which it is to go.
ALTER TABLE media ADD COLUMN pinned_at INTEGER;
ALTER TABLE media ADD COLUMN expires_at INTEGER;
-- When a message last named it that is forgotten itself by now.
ALTER TABLE media ADD COLUMN used_at INTEGER;

CREATE INDEX media_expiring ON media (expires_at) WHERE expires_at IS NOT NULL;

-- A media that a link brought is needed while messages wait for the link: it may be what the link still has.
CREATE INDEX links_by_media ON links (media_id) WHERE media_id IS NOT NULL;

-- Why a media is gone: asked for by those who miss it.
CREATE TABLE forgotten (
    media_id     TEXT    NOT NULL PRIMARY KEY,
    forgotten_at INTEGER NOT NULL,
    reason       TEXT    NOT NULL,
    type         TEXT    NOT NULL,
    length       INTEGER NOT NULL,
    origin       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX forgotten_by_time ON forgotten (forgotten_at);

-- Passes over all media or messages, some of which may be under way: a restart goes on behind the row that it had come to.
CREATE TABLE sweeps (
    id         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind       INTEGER NOT NULL, -- 0 media by the rules, 1 media as the original collects them, 2 messages
    asker      INTEGER NOT NULL, -- 0 the clock, 1 an operator, 2 the business, which is told how it ended
    started_at INTEGER NOT NULL,
    ended_at   INTEGER,
    tier       INTEGER NOT NULL, -- 0 by the rules; then, while the volume is too full, what was unused for ever shorter times
    after      TEXT    NOT NULL,
    looked     INTEGER NOT NULL,
    forgotten  INTEGER NOT NULL,
    bytes      INTEGER NOT NULL,
    fault      TEXT
) STRICT;

-- One of a kind at a time, whoever asks again.
CREATE UNIQUE INDEX sweeps_under_way ON sweeps (kind, asker) WHERE ended_at IS NULL;

-- What is done by one node of the whole installation at a time.
CREATE TABLE owners (
    name  TEXT    NOT NULL PRIMARY KEY,
    owner TEXT    NOT NULL,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What a body of webhooks tells of, by id: as long as nobody acknowledged it, this is not forgotten.
CREATE TABLE webhook_subjects (
    subject TEXT    NOT NULL,
    batch   INTEGER NOT NULL REFERENCES webhook_batches (id) ON DELETE CASCADE,
    PRIMARY KEY (subject, batch)
) STRICT, WITHOUT ROWID;

CREATE INDEX webhook_subjects_by_batch ON webhook_subjects (batch);
