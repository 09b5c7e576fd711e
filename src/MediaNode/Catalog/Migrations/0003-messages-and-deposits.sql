-- A deposit is a rendition lodged with the upstream. It outlives the media: what was sent under its key may be asked for again.
CREATE TABLE deposits (
    id            TEXT    NOT NULL PRIMARY KEY,
    media_id      TEXT    NOT NULL,
    kind          TEXT    NOT NULL,
    policy        TEXT    NOT NULL,
    digest        BLOB    NOT NULL, -- of the rendition's bytes: other bytes are another deposit, under another key
    length        INTEGER NOT NULL,
    type          TEXT    NOT NULL,
    media_key     BLOB,             -- wrapped; null once the media is deleted
    key_made_at   INTEGER NOT NULL,
    state         INTEGER NOT NULL,
    revision      INTEGER NOT NULL,
    leased_until  INTEGER NOT NULL,
    due_at        INTEGER NOT NULL, -- when the next attempt may be made
    attempts      INTEGER NOT NULL, -- failed ones since the last success
    reason        TEXT,             -- why the last one failed
    url           TEXT,
    direct_path   TEXT,
    lodged_at     INTEGER,
    expires_at    INTEGER,
    lodgings      INTEGER NOT NULL, -- how often it was uploaded
    sealed_digest BLOB,
    sealed_length INTEGER,
    sidecar       BLOB
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX deposits_by_rendition ON deposits (media_id, kind, policy, digest);

-- A message is one send to one recipient. seq is the order in which they were accepted, which a recipient's messages keep.
CREATE TABLE messages (
    seq           INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id            TEXT    NOT NULL,
    recipient     TEXT    NOT NULL,
    type          TEXT    NOT NULL,
    content       TEXT    NOT NULL, -- JSON, as it goes out
    preview_url   INTEGER NOT NULL,
    media_id      TEXT,
    kind          TEXT,
    deposit_id    TEXT,
    state         INTEGER NOT NULL,
    revision      INTEGER NOT NULL,
    leased_until  INTEGER NOT NULL,
    due_at        INTEGER NOT NULL,
    attempts      INTEGER NOT NULL,
    accepted_at   INTEGER NOT NULL,
    ready_at      INTEGER,
    sent_at       INTEGER,
    delivered_at  INTEGER,
    read_at       INTEGER,
    downloaded_at INTEGER,
    failed_at     INTEGER,
    error         TEXT              -- JSON: code, title, details
) STRICT;

CREATE UNIQUE INDEX messages_by_id ON messages (id);
CREATE INDEX messages_by_recipient ON messages (recipient, seq);
-- What is still to be sent, as a whole, by recipient and by media: small, whatever was sent before.
CREATE INDEX messages_open ON messages (state, seq) WHERE state < 2;
CREATE INDEX messages_open_by_recipient ON messages (recipient, seq) WHERE state < 2;
CREATE INDEX messages_waiting_by_media ON messages (media_id, kind) WHERE state = 0;
-- The ledger of a media.
CREATE INDEX messages_by_media ON messages (media_id, seq) WHERE media_id IS NOT NULL;

-- What went wrong on the way, of a message or of a deposit; what went right is in their own rows.
CREATE TABLE attempts (
    subject TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    reason  TEXT    NOT NULL
) STRICT;

CREATE INDEX attempts_by_subject ON attempts (subject, at);

-- A recipient's phone found the media gone from WhatsApp's servers, and what it was answered.
CREATE TABLE redeliveries (
    id           INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    message_id   TEXT    NOT NULL,
    enc_p        BLOB    NOT NULL,
    enc_iv       BLOB    NOT NULL,
    requested_at INTEGER NOT NULL,
    state        INTEGER NOT NULL,
    revision     INTEGER NOT NULL,
    leased_until INTEGER NOT NULL,
    due_at       INTEGER NOT NULL,
    attempts     INTEGER NOT NULL,
    reason       TEXT,
    outcome      INTEGER,
    direct_path  TEXT,
    answered_at  INTEGER
) STRICT;

CREATE INDEX redeliveries_open ON redeliveries (due_at) WHERE state = 0;
CREATE INDEX redeliveries_by_message ON redeliveries (message_id);

-- Messages from users, as far as they are needed to answer them.
CREATE TABLE inbound (
    id          TEXT    NOT NULL PRIMARY KEY,
    sender      TEXT    NOT NULL,
    name        TEXT,
    type        TEXT    NOT NULL,
    content     TEXT    NOT NULL,
    received_at INTEGER NOT NULL,
    read_at     INTEGER
) STRICT, WITHOUT ROWID;

-- Up to which of the upstream's events we have taken in.
CREATE TABLE upstream_cursors (
    upstream TEXT    NOT NULL PRIMARY KEY,
    cursor   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
