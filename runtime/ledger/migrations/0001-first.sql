-- The ledger's first schema. Times are epoch milliseconds; `state` and `body` are JSON.
CREATE TABLE meta (
  name  TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- Names and shapes of flows. Entries hold values by position, so the shape they were written for is kept.
CREATE TABLE flow (
  id    INTEGER PRIMARY KEY,
  name  TEXT NOT NULL UNIQUE,
  shape TEXT NOT NULL
);

-- Texts that many rows repeat: versions of flows, words for changes, bodies of audit rows, pending writes of what is decided alike.
CREATE TABLE text (
  id   INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
);

-- One row per record and flow. `live`: 1 live, 0 deleted, null never created. `state` is as if every pending write had landed as it was sent; `ops` names
-- the operations that may be pending still: one, or several with commas. It stays when they have landed. A table with row ids, since wide rows would spill
-- one by one onto pages of their own in one without.
CREATE TABLE entry (
  id    INTEGER PRIMARY KEY,
  flow  INTEGER NOT NULL,
  key   TEXT    NOT NULL,
  rev   INTEGER NOT NULL,
  live  INTEGER,
  ops   INTEGER,
  state TEXT    NOT NULL,
  UNIQUE (flow, key)
);
CREATE INDEX entry_dead ON entry (flow, live) WHERE live IS NOT 1;

-- Writes that are decided and not known to have landed, with what the system is known to hold until then. Clustered, so that an operation goes at once.
-- `state` is the number of a text that holds JSON, or the JSON itself, which an integer column keeps as text.
CREATE TABLE pending (
  op     INTEGER NOT NULL,
  key    TEXT    NOT NULL,
  flow   INTEGER NOT NULL,
  system INTEGER NOT NULL,
  state  INTEGER NOT NULL,
  PRIMARY KEY (op, key)
) WITHOUT ROWID;

-- Records that wait at a system, and the dead letters.
CREATE TABLE waiting (
  flow   INTEGER NOT NULL,
  key    TEXT    NOT NULL,
  system INTEGER NOT NULL,
  due    INTEGER NOT NULL,
  dead   INTEGER NOT NULL,
  reason TEXT    NOT NULL,
  detail TEXT    NOT NULL,
  since  INTEGER NOT NULL,
  tries  INTEGER NOT NULL,
  PRIMARY KEY (flow, key, system)
) WITHOUT ROWID;
CREATE INDEX waiting_due ON waiting (flow, due);

CREATE TABLE position (
  flow     INTEGER NOT NULL,
  system   TEXT    NOT NULL,
  position TEXT    NOT NULL,
  PRIMARY KEY (flow, system)
) WITHOUT ROWID;

-- `body` is the number of a text that holds JSON, or the JSON itself, which an integer column keeps as text.
CREATE TABLE audit (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  flow     INTEGER NOT NULL,
  key      TEXT    NOT NULL,
  at       INTEGER NOT NULL,
  kind     TEXT    NOT NULL,
  conflict TEXT,
  system   TEXT,
  unit     TEXT,
  body     INTEGER NOT NULL
);
CREATE INDEX audit_key ON audit (flow, key);

CREATE TABLE review (
  id        INTEGER PRIMARY KEY,
  flow      INTEGER NOT NULL,
  key       TEXT    NOT NULL,
  unit      TEXT    NOT NULL,
  conflict  TEXT    NOT NULL,
  system    TEXT    NOT NULL,
  opened_at INTEGER NOT NULL,
  body      TEXT    NOT NULL,
  closed_at INTEGER,
  how       TEXT
);
CREATE INDEX review_open ON review (id) WHERE closed_at IS NULL;

-- Figures per hour, so that last month can be asked.
CREATE TABLE figure (
  flow  INTEGER NOT NULL,
  hour  INTEGER NOT NULL,
  name  TEXT    NOT NULL,
  value INTEGER NOT NULL,
  PRIMARY KEY (flow, hour, name)
) WITHOUT ROWID;

-- Deletes that were carried out, for the cap; those of the last two days.
CREATE TABLE deletion (
  flow INTEGER NOT NULL,
  at   INTEGER NOT NULL,
  rows INTEGER NOT NULL
);
CREATE INDEX deletion_at ON deletion (flow, at);

CREATE TABLE setting (
  name  TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
) WITHOUT ROWID;
