-- A request that the run has begun to carry out can not be taken back any more.
ALTER TABLE request ADD COLUMN taken_at INTEGER;
