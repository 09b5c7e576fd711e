-- What the business set: one row for each subject, JSON for most, bytes for the photo. No row: the defaults.
CREATE TABLE business_settings (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;
