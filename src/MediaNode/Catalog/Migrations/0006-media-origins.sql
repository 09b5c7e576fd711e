-- Where a media came from: 0 uploaded by the business, 1 fetched from a link, 2 received from a user.
ALTER TABLE media ADD COLUMN origin INTEGER NOT NULL DEFAULT 0;

-- What did not go well with a user's message, as JSON: its media could not be fetched.
ALTER TABLE webhook_events ADD COLUMN error TEXT;
