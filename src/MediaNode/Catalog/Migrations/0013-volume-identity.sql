-- Which volume is this catalogue's: the same is in a file of the volume. Where a disk should be mounted, and is not, there is none.
CREATE TABLE volume_identity (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    id  TEXT    NOT NULL
) STRICT;

-- Whether a pass goes on where suspiciously much is gone.
ALTER TABLE passes ADD COLUMN force INTEGER NOT NULL DEFAULT 0;
