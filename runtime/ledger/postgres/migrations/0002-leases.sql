CREATE TABLE lease (
  unit  text PRIMARY KEY,
  worker text NOT NULL,
  host  text NOT NULL,
  pid   integer NOT NULL,
  epoch bigint NOT NULL,
  since timestamptz NOT NULL,
  until timestamptz NOT NULL
);
-- Operation ids up to `high` have been given to a worker.
CREATE TABLE operation_block (one boolean PRIMARY KEY DEFAULT true CHECK (one), high bigint NOT NULL);
INSERT INTO operation_block (high) VALUES (0);
