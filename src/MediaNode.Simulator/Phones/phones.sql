-- Times are milliseconds since 1970 in UTC.
CREATE TABLE IF NOT EXISTS phone (
    wa_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    platform TEXT NOT NULL,
    online INTEGER NOT NULL,
    deliver INTEGER NOT NULL,
    read INTEGER NOT NULL,
    download INTEGER NOT NULL,
    chat_open INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

-- What phones that are created later are like: one row.
CREATE TABLE IF NOT EXISTS phone_defaults (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    platform TEXT NOT NULL,
    online INTEGER NOT NULL,
    deliver INTEGER NOT NULL,
    read INTEGER NOT NULL,
    download INTEGER NOT NULL
);
INSERT OR IGNORE INTO phone_defaults VALUES (1, 'iphone', 1, 1, 0, 1);

-- Every message that was ever handed over, in the order in which it was taken.
-- status, to the phone: rejected, held (the phone is offline), received, read; from the phone: sent, delivered, read.
CREATE TABLE IF NOT EXISTS message (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    number TEXT NOT NULL,
    wa_id TEXT NOT NULL, -- Empty for a rejected one, which no phone ever sees.
    id TEXT NOT NULL,
    incoming INTEGER NOT NULL, -- As seen from the phone.
    type TEXT NOT NULL,
    at INTEGER NOT NULL,
    status TEXT NOT NULL,
    content BLOB NOT NULL,
    preview_url INTEGER, -- Of a text, when the business said so or not.
    error BLOB,
    event_cursor INTEGER, -- Of one from the phone: the event that tells the node.
    media BLOB, -- As the node described it.
    kind TEXT,
    url TEXT,
    direct_path TEXT,
    state TEXT, -- waiting, downloaded, requested, unavailable.
    problem TEXT,
    digest TEXT, -- Of the bytes that the phone has, in hex.
    due INTEGER, -- When the download is to be tried; null when it is not.
    parked INTEGER NOT NULL DEFAULT 0, -- The download waits for the phone to be online.
    attempts INTEGER NOT NULL DEFAULT 0,
    asked_at INTEGER, -- When it was asked for again.
    redelivered INTEGER NOT NULL DEFAULT 0 -- So many paths in a row were got by asking and have not led to the media.
);
CREATE UNIQUE INDEX IF NOT EXISTS message_id ON message (number, id);
CREATE INDEX IF NOT EXISTS message_of_phone ON message (wa_id, id);
CREATE INDEX IF NOT EXISTS message_in_chat ON message (wa_id, number, seq);
CREATE INDEX IF NOT EXISTS message_in_list ON message (wa_id, seq);
CREATE INDEX IF NOT EXISTS message_unread ON message (wa_id, number, seq) WHERE status = 'received';
CREATE INDEX IF NOT EXISTS message_held ON message (wa_id, seq) WHERE status = 'held';
CREATE INDEX IF NOT EXISTS message_sent ON message (number, event_cursor) WHERE status = 'sent';
CREATE INDEX IF NOT EXISTS message_due ON message (due) WHERE due IS NOT NULL;
CREATE INDEX IF NOT EXISTS message_parked ON message (wa_id) WHERE parked = 1;
CREATE INDEX IF NOT EXISTS message_digest ON message (digest) WHERE digest IS NOT NULL;

-- The chats that lie open on a phone whose chat_open is set, as they were when they were opened.
CREATE TABLE IF NOT EXISTS visit (
    wa_id TEXT NOT NULL,
    number TEXT NOT NULL,
    last_seq INTEGER NOT NULL,
    first_unread INTEGER, -- A seq; null when all had been read.
    unread INTEGER NOT NULL,
    PRIMARY KEY (wa_id, number)
) WITHOUT ROWID;
