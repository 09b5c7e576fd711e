-- What nodes want to have uploaded again, until the phone has answered. To ask twice before that is one row.
CREATE TABLE IF NOT EXISTS resend (
    number TEXT NOT NULL,
    message_id TEXT NOT NULL,
    wa_id TEXT NOT NULL,
    opened INTEGER NOT NULL, -- Whether a request came that was sealed under the key of the media.
    asked_at INTEGER NOT NULL,
    PRIMARY KEY (number, message_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS resend_in_order ON resend (asked_at);
