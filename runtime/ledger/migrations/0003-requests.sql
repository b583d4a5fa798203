-- What a person asks of a run that holds the ledger, and what it answered. Whoever asks takes the row away again.
CREATE TABLE request (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  at     INTEGER NOT NULL,
  body   TEXT    NOT NULL,
  answer TEXT
);
