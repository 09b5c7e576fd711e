-- What the receiver of webhooks is still to be told and nobody has put in a body yet, in its order.
CREATE TABLE webhook_events (
    seq        INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    written_at INTEGER NOT NULL, -- by the node's clock
    contact    TEXT    NOT NULL, -- the user it is about: what is about one user keeps its order
    kind       INTEGER NOT NULL, -- 0 what became of a message, 1 a user's message
    subject    TEXT    NOT NULL, -- the message's id
    name       TEXT    NOT NULL, -- the status, or the message's type
    at         INTEGER NOT NULL, -- when it happened, by the upstream's clock
    profile    TEXT,             -- what the user calls himself
    content    TEXT              -- JSON: why it failed, or what the user wrote
) STRICT;

-- A body that is sent until it is acknowledged: the same bytes under the same delivery id at each attempt.
CREATE TABLE webhook_batches (
    id         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    delivery   TEXT    NOT NULL,
    body       BLOB    NOT NULL,
    events     INTEGER NOT NULL,
    written_at INTEGER NOT NULL, -- of its oldest event
    state      INTEGER NOT NULL, -- 0 open, 1 dead
    attempts   INTEGER NOT NULL, -- failed ones
    due_at     INTEGER NOT NULL,
    reason     TEXT,             -- why the last one failed
    died_at    INTEGER
) STRICT;

CREATE INDEX webhook_batches_by_state ON webhook_batches (state, due_at);

-- Whom a batch is about: while it is open, what comes later about them waits.
CREATE TABLE webhook_holds (
    contact TEXT    NOT NULL,
    batch   INTEGER NOT NULL REFERENCES webhook_batches (id) ON DELETE CASCADE,
    PRIMARY KEY (contact, batch)
) STRICT, WITHOUT ROWID;

CREATE INDEX webhook_holds_by_batch ON webhook_holds (batch);
