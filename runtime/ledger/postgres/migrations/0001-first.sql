-- Keys and references are compared by bytes, so that their order is the one that the runtime sorts by.
CREATE TABLE meta (name text PRIMARY KEY, value text NOT NULL);
CREATE TABLE setting (name text PRIMARY KEY, value text NOT NULL);
CREATE TABLE flow (id integer PRIMARY KEY, name text NOT NULL UNIQUE, shape text NOT NULL);
CREATE TABLE entry (
  flow  integer NOT NULL,
  key   text COLLATE "C" NOT NULL,
  rev   bigint NOT NULL,
  live  smallint,
  state text NOT NULL,
  PRIMARY KEY (flow, key)
);
CREATE INDEX entry_dead ON entry (flow, live) WHERE live IS DISTINCT FROM 1;
CREATE TABLE pending (
  flow   integer NOT NULL,
  key    text COLLATE "C" NOT NULL,
  system integer NOT NULL,
  op     bigint NOT NULL,
  state  text NOT NULL,
  PRIMARY KEY (flow, key, system)
);
CREATE INDEX pending_op ON pending (op);
CREATE TABLE waiting (
  flow   integer NOT NULL,
  key    text COLLATE "C" NOT NULL,
  system integer NOT NULL,
  due    bigint NOT NULL,
  dead   smallint NOT NULL,
  reason text NOT NULL,
  detail text NOT NULL,
  since  bigint NOT NULL,
  tries  integer NOT NULL,
  PRIMARY KEY (flow, key, system)
);
CREATE INDEX waiting_due ON waiting (flow, due);
CREATE TABLE position (flow integer NOT NULL, system text NOT NULL, position text NOT NULL, PRIMARY KEY (flow, system));
CREATE TABLE reference (
  flow      integer NOT NULL,
  system    integer NOT NULL,
  reference text COLLATE "C" NOT NULL,
  key       text COLLATE "C" NOT NULL,
  PRIMARY KEY (flow, system, reference)
);
CREATE TABLE audit (
  id       bigint PRIMARY KEY,
  flow     integer NOT NULL,
  key      text COLLATE "C" NOT NULL,
  at       bigint NOT NULL,
  kind     text NOT NULL,
  conflict text,
  system   text,
  unit     text,
  body     text NOT NULL
);
CREATE INDEX audit_key ON audit (flow, key);
-- One row, locked by each commit: the numbers that were given, where the audit's chain ends, and which commit was the last.
CREATE TABLE head (
  one    boolean PRIMARY KEY DEFAULT true CHECK (one),
  mark   text NOT NULL DEFAULT '',
  op     bigint NOT NULL DEFAULT 0,
  review bigint NOT NULL DEFAULT 1,
  audit  bigint NOT NULL DEFAULT 0,
  hash   text NOT NULL DEFAULT ''
);
INSERT INTO head DEFAULT VALUES;
CREATE TABLE audit_chain (last bigint PRIMARY KEY, hash text NOT NULL);
CREATE TABLE review (
  id        bigint PRIMARY KEY,
  flow      integer NOT NULL,
  key       text COLLATE "C" NOT NULL,
  unit      text NOT NULL,
  conflict  text NOT NULL,
  system    text NOT NULL,
  opened_at bigint NOT NULL,
  body      text NOT NULL,
  closed_at bigint,
  how       text
);
CREATE INDEX review_key ON review (flow, key) WHERE closed_at IS NULL;
CREATE INDEX review_open ON review (id) WHERE closed_at IS NULL;
CREATE TABLE deletion (flow integer NOT NULL, at bigint NOT NULL, rows integer NOT NULL);
CREATE INDEX deletion_at ON deletion (flow, at);
CREATE TABLE figure (flow integer NOT NULL, hour bigint NOT NULL, name text NOT NULL, value bigint NOT NULL, PRIMARY KEY (flow, hour, name));
CREATE TABLE request (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at bigint NOT NULL, body text NOT NULL, answer text, taken_at bigint);
