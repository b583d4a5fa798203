-- What systems call the rows of records: own ids, and keys that the record does not have (any more). `reference` says which of the two. As an entry was last
-- written with it; the entry itself says whether that still holds.
CREATE TABLE reference (
  flow      INTEGER NOT NULL,
  system    INTEGER NOT NULL,
  reference TEXT    NOT NULL,
  key       TEXT    NOT NULL,
  PRIMARY KEY (flow, system, reference)
) WITHOUT ROWID;
CREATE INDEX review_key ON review (flow, key) WHERE closed_at IS NULL;
