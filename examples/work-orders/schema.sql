-- The three systems as their makers built them: nothing in here knows of Thalweg.

-- @eam
CREATE TABLE equipment (
  equipment_code TEXT PRIMARY KEY NOT NULL,
  parent_code    TEXT REFERENCES equipment (equipment_code),
  description    TEXT NOT NULL,
  criticality    TEXT NOT NULL CHECK (criticality IN ('A', 'B', 'C')),
  status         TEXT NOT NULL CHECK (status IN ('I', 'D', 'W'))
);
CREATE TABLE supplier (
  code          TEXT PRIMARY KEY NOT NULL,
  name          TEXT NOT NULL CHECK (length(name) <= 80),
  credit_rating INTEGER NOT NULL,
  active        INTEGER NOT NULL
);
CREATE TABLE wo (
  wo_no       TEXT PRIMARY KEY NOT NULL,
  description TEXT NOT NULL,
  asset       TEXT NOT NULL REFERENCES equipment (equipment_code),
  technician  TEXT,
  status      TEXT NOT NULL CHECK (status IN ('OPEN', 'IN_PROGRESS', 'DONE')),
  due         TEXT,
  hours       TEXT NOT NULL DEFAULT '0.00',
  gl_code     TEXT,
  project     TEXT,
  approval    TEXT NOT NULL DEFAULT 'PENDING',
  cost        TEXT NOT NULL DEFAULT '0.00',
  currency    TEXT NOT NULL DEFAULT 'AUD'
);
CREATE TABLE pr (
  pr_no        TEXT PRIMARY KEY NOT NULL,
  vendor       TEXT NOT NULL,
  requested_by TEXT NOT NULL,
  needed_on    TEXT NOT NULL,
  total        TEXT NOT NULL,
  approval     TEXT NOT NULL DEFAULT 'PENDING'
);

-- @erp
CREATE TABLE fixed_asset (
  asset_no          TEXT PRIMARY KEY NOT NULL,
  part_of           TEXT REFERENCES fixed_asset (asset_no),
  description       TEXT NOT NULL,
  under_maintenance INTEGER NOT NULL,
  posting_group     TEXT NOT NULL
);
CREATE TABLE vendor (
  id            INTEGER PRIMARY KEY,
  company       TEXT NOT NULL,
  number        TEXT NOT NULL,
  name          TEXT NOT NULL,
  credit_rating INTEGER NOT NULL,
  is_active     INTEGER NOT NULL,
  website       TEXT,
  UNIQUE (company, number)
);
CREATE INDEX vendor_number ON vendor (number);
CREATE TABLE maintenance_order (
  order_no    TEXT PRIMARY KEY NOT NULL,
  description TEXT NOT NULL,
  asset       TEXT NOT NULL REFERENCES fixed_asset (asset_no),
  technician  TEXT,
  state       INTEGER NOT NULL CHECK (state IN (10, 20, 90)),
  due         TEXT,
  hours       TEXT NOT NULL DEFAULT '0.00',
  gl_code     TEXT,
  project     TEXT,
  approval    TEXT NOT NULL DEFAULT 'PENDING',
  cost        NUMERIC NOT NULL DEFAULT 0,
  currency    TEXT NOT NULL DEFAULT 'AUD'
);
CREATE TABLE requisition (
  requisition_no TEXT PRIMARY KEY NOT NULL,
  vendor_id      INTEGER NOT NULL REFERENCES vendor (id),
  requested_by   TEXT NOT NULL,
  needed_on      TEXT NOT NULL,
  total          TEXT NOT NULL,
  approval       TEXT NOT NULL DEFAULT 'PENDING'
);

-- @proc
CREATE TABLE vendors (
  account_number TEXT PRIMARY KEY NOT NULL,
  name           TEXT NOT NULL,
  credit_rating  INTEGER NOT NULL,
  active         INTEGER NOT NULL,
  purchasing_url TEXT,
  modified       TEXT NOT NULL
);
