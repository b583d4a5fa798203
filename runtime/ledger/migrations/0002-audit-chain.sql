-- The audit rows of each commit, chained: `hash` is SHA-256 over the hash before it and the rows since, up to `last`. Rows from before this migration are
-- not in the chain; where there are any, it starts with them, without a hash.
CREATE TABLE audit_chain (
  last INTEGER PRIMARY KEY,
  hash TEXT NOT NULL
);
INSERT INTO audit_chain (last, hash) SELECT max(id), '' FROM audit HAVING max(id) IS NOT NULL;
