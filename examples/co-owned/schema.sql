-- The three systems as their makers built them: nothing in here knows of Thalweg.

-- @crm
CREATE TABLE account (
  account_no   TEXT PRIMARY KEY NOT NULL,
  name         TEXT NOT NULL,
  sales_person TEXT NOT NULL,
  city         TEXT NOT NULL,
  country      TEXT NOT NULL CHECK (length(country) = 2),
  tags         TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags)),
  notes        TEXT NOT NULL DEFAULT '',
  standing     TEXT NOT NULL DEFAULT 'GOOD' CHECK (standing IN ('GOOD', 'WATCH', 'BLOCKED')),
  credit_limit TEXT NOT NULL DEFAULT '0.00',
  payment_days INTEGER
);

-- @erp
CREATE TABLE customer (
  customer_no  TEXT PRIMARY KEY NOT NULL,
  name         TEXT NOT NULL,
  sales_person TEXT NOT NULL,
  city         TEXT NOT NULL,
  country_code TEXT NOT NULL,
  tags         TEXT NOT NULL DEFAULT '[]',
  notes        TEXT NOT NULL DEFAULT '',
  blocked      INTEGER NOT NULL DEFAULT 0 CHECK (blocked IN (0, 1, 2)),
  credit_limit NUMERIC NOT NULL DEFAULT 0,
  payment_days INTEGER
);
CREATE TABLE item_balance (
  item_no     TEXT NOT NULL,
  location_no INTEGER NOT NULL,
  quantity    NUMERIC NOT NULL DEFAULT 0,
  reorder_at  NUMERIC,
  PRIMARY KEY (item_no, location_no)
);
CREATE TABLE purchase_order (
  po_no       TEXT PRIMARY KEY NOT NULL,
  supplier    TEXT NOT NULL,
  ordered_on  TEXT NOT NULL,
  total       TEXT NOT NULL,
  fulfilment  TEXT NOT NULL DEFAULT 'OPEN',
  received_on TEXT
);

-- @wms
CREATE TABLE bin_stock (
  sku        TEXT NOT NULL,
  zone       INTEGER NOT NULL,
  pieces     TEXT NOT NULL DEFAULT '0.00',
  reorder_at TEXT,
  shelf      TEXT,
  PRIMARY KEY (sku, zone)
);
CREATE TABLE inbound (
  order_ref   TEXT PRIMARY KEY NOT NULL,
  supplier    TEXT NOT NULL,
  ordered_on  TEXT NOT NULL,
  total       TEXT NOT NULL,
  fulfilment  TEXT NOT NULL CHECK (fulfilment IN ('OPEN', 'PARTLY', 'RECEIVED')),
  received_on TEXT
);
