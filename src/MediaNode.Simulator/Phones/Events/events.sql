-- What a node is told. A cursor is never used twice, also not after the last event is gone.
CREATE TABLE IF NOT EXISTS event (
    cursor INTEGER PRIMARY KEY AUTOINCREMENT,
    number TEXT NOT NULL,
    at INTEGER NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS event_of_number ON event (number, cursor);
CREATE INDEX IF NOT EXISTS event_at ON event (at);

-- Receipts on their way to become events. due: 0 at once, a time for one that is late, the largest number while the phone is offline.
CREATE TABLE IF NOT EXISTS receipt (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    number TEXT NOT NULL,
    message_id TEXT NOT NULL,
    wa_id TEXT NOT NULL,
    status TEXT NOT NULL,
    at INTEGER NOT NULL,
    due INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS receipt_due ON receipt (due, seq);
CREATE INDEX IF NOT EXISTS receipt_of_offline ON receipt (wa_id) WHERE due = 9223372036854775807;
