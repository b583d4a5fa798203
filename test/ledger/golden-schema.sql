user_version = 5
application_id = 1415007303
page_size = 8192
journal_mode = wal
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
CREATE TABLE audit_chain (
  last INTEGER PRIMARY KEY,
  hash TEXT NOT NULL
);
CREATE TABLE deletion (
  flow INTEGER NOT NULL,
  at   INTEGER NOT NULL,
  rows INTEGER NOT NULL
);
CREATE INDEX deletion_at ON deletion (flow, at);
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
CREATE TABLE figure (
  flow  INTEGER NOT NULL,
  hour  INTEGER NOT NULL,
  name  TEXT    NOT NULL,
  value INTEGER NOT NULL,
  PRIMARY KEY (flow, hour, name)
) WITHOUT ROWID;
CREATE TABLE flow (
  id    INTEGER PRIMARY KEY,
  name  TEXT NOT NULL UNIQUE,
  shape TEXT NOT NULL
);
CREATE TABLE meta (
  name  TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE pending (
  op     INTEGER NOT NULL,
  key    TEXT    NOT NULL,
  flow   INTEGER NOT NULL,
  system INTEGER NOT NULL,
  state  INTEGER NOT NULL,
  PRIMARY KEY (op, key)
) WITHOUT ROWID;
CREATE TABLE position (
  flow     INTEGER NOT NULL,
  system   TEXT    NOT NULL,
  position TEXT    NOT NULL,
  PRIMARY KEY (flow, system)
) WITHOUT ROWID;
CREATE TABLE reference (
  flow      INTEGER NOT NULL,
  system    INTEGER NOT NULL,
  reference TEXT    NOT NULL,
  key       TEXT    NOT NULL,
  PRIMARY KEY (flow, system, reference)
) WITHOUT ROWID;
CREATE TABLE request (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  at     INTEGER NOT NULL,
  body   TEXT    NOT NULL,
  answer TEXT
, taken_at INTEGER);
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
CREATE INDEX review_key ON review (flow, key) WHERE closed_at IS NULL;
CREATE INDEX review_open ON review (id) WHERE closed_at IS NULL;
CREATE TABLE setting (
  name  TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE text (
  id   INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
);
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