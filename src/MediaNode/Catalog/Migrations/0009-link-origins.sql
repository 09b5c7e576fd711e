-- Whom a link leads to: each has only a share of the fetches at one time. '' in rows of before, until they are wanted again: these share one.
ALTER TABLE links ADD COLUMN origin TEXT NOT NULL DEFAULT '';

-- Whatever waits for an origin that has its share is passed over without a look at its row.
DROP INDEX links_wanted;
CREATE INDEX links_wanted ON links (due_at, id, origin, leased_until) WHERE state = 1;
