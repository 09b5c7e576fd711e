-- How much room the volume had, once an hour for a week: how soon it is full is told from these.
CREATE TABLE volume_samples (
    at          INTEGER NOT NULL PRIMARY KEY,
    total       INTEGER NOT NULL,
    free        INTEGER NOT NULL,
    inodes      INTEGER NOT NULL,
    free_inodes INTEGER NOT NULL
) STRICT;

-- The state of the volume that the receiver of webhooks was told last, so that a restart tells nothing twice.
CREATE TABLE volume_told (
    one   INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    state TEXT    NOT NULL,
    at    INTEGER NOT NULL
) STRICT;
