-- The faults in the order in which they were put. What is left of "times" is beside the fault as it was written.
CREATE TABLE IF NOT EXISTS faults (
  position INTEGER PRIMARY KEY,
  fault    TEXT NOT NULL,
  times    INTEGER
) STRICT;

-- One row: the seed, and how far the draws from it have come.
CREATE TABLE IF NOT EXISTS fault_draws (
  one   INTEGER PRIMARY KEY CHECK (one = 1),
  seed  INTEGER NOT NULL,
  state INTEGER NOT NULL
) STRICT;
