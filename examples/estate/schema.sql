-- The systems as their makers built them: nothing in here knows of Thalweg.

-- @eam
CREATE TABLE equipment (
  equipment_code TEXT PRIMARY KEY NOT NULL,
  parent_code    TEXT REFERENCES equipment (equipment_code),
  description    TEXT NOT NULL,
  criticality    TEXT NOT NULL CHECK (criticality IN ('A', 'B', 'C')),
  status         TEXT NOT NULL CHECK (status IN ('I', 'D', 'W'))
);
CREATE TABLE cost_code (
  code       TEXT PRIMARY KEY NOT NULL,
  part_of    TEXT REFERENCES cost_code (code),
  name       TEXT NOT NULL,
  out_of_use TEXT NOT NULL DEFAULT '-' CHECK (out_of_use IN ('+', '-'))
);
CREATE TABLE supplier (
  code          TEXT PRIMARY KEY NOT NULL,
  name          TEXT NOT NULL,
  credit_rating INTEGER NOT NULL,
  active        INTEGER NOT NULL CHECK (active IN (0, 1)),
  url           TEXT NOT NULL DEFAULT ''
);
-- Its forms have 30 characters for a name, and so has whatever is written by other ways.
CREATE TRIGGER supplier_name_i AFTER INSERT ON supplier WHEN length(NEW.name) > 30 BEGIN
  UPDATE supplier SET name = rtrim(substr(NEW.name, 1, 30)) WHERE code = NEW.code;
END;
CREATE TRIGGER supplier_name_u AFTER UPDATE OF name ON supplier WHEN length(NEW.name) > 30 BEGIN
  UPDATE supplier SET name = rtrim(substr(NEW.name, 1, 30)) WHERE code = NEW.code;
END;
CREATE TABLE wo (
  wo_no       TEXT PRIMARY KEY NOT NULL,
  description TEXT NOT NULL,
  asset       TEXT NOT NULL REFERENCES equipment (equipment_code),
  work_centre TEXT NOT NULL DEFAULT 'Removed',
  status      TEXT NOT NULL CHECK (status IN ('OPEN', 'IN_PROGRESS', 'DONE')),
  basic_start TEXT NOT NULL DEFAULT '0/1/00',
  act_start   TEXT NOT NULL DEFAULT '0/1/00',
  hours       TEXT NOT NULL DEFAULT '0.00',
  gl_code     TEXT REFERENCES cost_code (code),
  approval    TEXT NOT NULL DEFAULT 'PENDING',
  cost        TEXT NOT NULL DEFAULT '0.00',
  currency    TEXT NOT NULL DEFAULT 'AUD',
  tags        TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags)),
  notes       TEXT NOT NULL DEFAULT ''
);
CREATE TABLE pr (
  pr_no        TEXT PRIMARY KEY NOT NULL,
  vendor       TEXT NOT NULL,
  wo_no        TEXT REFERENCES wo (wo_no),
  requested_by TEXT NOT NULL,
  needed_on    TEXT NOT NULL,
  total        TEXT NOT NULL,
  approval     TEXT NOT NULL DEFAULT 'PENDING'
);
CREATE TABLE pr_line (
  pr_no    TEXT NOT NULL REFERENCES pr (pr_no),
  line_no  INTEGER NOT NULL,
  item     TEXT NOT NULL,
  quantity TEXT NOT NULL,
  price    TEXT NOT NULL,
  PRIMARY KEY (pr_no, line_no)
);
CREATE TABLE currency (
  code        TEXT PRIMARY KEY NOT NULL,
  name        TEXT NOT NULL,
  minor_units INTEGER,
  withdrawn   TEXT
);
CREATE TABLE country (
  code     TEXT PRIMARY KEY NOT NULL,
  name     TEXT NOT NULL,
  currency TEXT REFERENCES currency (code),
  region   TEXT
);
CREATE TABLE exchange_rate (
  valid_on TEXT NOT NULL,
  currency TEXT NOT NULL,
  rate     TEXT NOT NULL,
  PRIMARY KEY (valid_on, currency)
) WITHOUT ROWID;

-- @erp
CREATE TABLE FIXED_ASSET (
  ASSET_NO          TEXT PRIMARY KEY NOT NULL,
  PART_OF           TEXT REFERENCES FIXED_ASSET (ASSET_NO),
  DESCRIPTION       TEXT NOT NULL,
  MAINTENANCE_STATE INTEGER NOT NULL CHECK (MAINTENANCE_STATE IN (0, 1, 2)),
  POSTING_GROUP     TEXT NOT NULL
);
CREATE TABLE GL_ACCOUNT (
  ACCOUNT_NO   TEXT PRIMARY KEY NOT NULL,
  SUM_INTO     TEXT REFERENCES GL_ACCOUNT (ACCOUNT_NO),
  NAME         TEXT NOT NULL,
  ACCOUNT_TYPE TEXT,
  IS_BLOCKED   INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE VENDOR (
  REC_ID        INTEGER PRIMARY KEY,
  COMPANY       TEXT NOT NULL,
  NUMBER        TEXT NOT NULL,
  NAME          TEXT NOT NULL,
  CREDIT_RATING INTEGER NOT NULL,
  IS_PREFERRED  INTEGER NOT NULL,
  IS_ACTIVE     INTEGER NOT NULL,
  WEBSITE       TEXT,
  UNIQUE (COMPANY, NUMBER)
);
CREATE INDEX VENDOR_NUMBER ON VENDOR (NUMBER);
CREATE TABLE MAINTENANCE_ORDER (
  ORDER_NO    TEXT PRIMARY KEY NOT NULL,
  DESCRIPTION TEXT NOT NULL,
  ASSET_NO    TEXT NOT NULL REFERENCES FIXED_ASSET (ASSET_NO),
  TECHNICIAN  TEXT,
  STATE       INTEGER NOT NULL CHECK (STATE IN (10, 20, 90)),
  DUE         TEXT,
  STARTED_ON  TEXT,
  HOURS       NUMERIC NOT NULL DEFAULT 0,
  GL_CODE     TEXT REFERENCES GL_ACCOUNT (ACCOUNT_NO),
  APPROVAL    TEXT NOT NULL DEFAULT 'PENDING',
  COST        NUMERIC NOT NULL DEFAULT 0,
  CURRENCY    TEXT NOT NULL DEFAULT 'AUD',
  TAGS        TEXT NOT NULL DEFAULT '[]',
  NOTES       TEXT NOT NULL DEFAULT ''
);
CREATE TABLE REQUISITION (
  EXTERNAL_DOCUMENT_NO TEXT PRIMARY KEY NOT NULL,
  VENDOR_REC_ID        INTEGER NOT NULL REFERENCES VENDOR (REC_ID),
  ORDER_NO             TEXT REFERENCES MAINTENANCE_ORDER (ORDER_NO),
  REQUESTED_BY         TEXT NOT NULL,
  NEEDED_ON            TEXT NOT NULL,
  TOTAL                NUMERIC NOT NULL,
  APPROVAL             TEXT NOT NULL DEFAULT 'PENDING'
);
CREATE TABLE REQUISITION_LINE (
  EXTERNAL_DOCUMENT_NO TEXT NOT NULL REFERENCES REQUISITION (EXTERNAL_DOCUMENT_NO),
  LINE_NO              INTEGER NOT NULL,
  ITEM_NO              TEXT NOT NULL,
  QUANTITY             NUMERIC NOT NULL,
  PRICE                NUMERIC NOT NULL,
  PRIMARY KEY (EXTERNAL_DOCUMENT_NO, LINE_NO)
);
CREATE TABLE CURRENCY (
  CODE        TEXT PRIMARY KEY NOT NULL,
  NAME        TEXT NOT NULL,
  MINOR_UNITS INTEGER,
  WITHDRAWN   TEXT
);
CREATE TABLE COUNTRY_REGION (
  CODE     TEXT PRIMARY KEY NOT NULL,
  NAME     TEXT NOT NULL,
  CURRENCY TEXT REFERENCES CURRENCY (CODE),
  REGION   TEXT
);
CREATE TABLE CURRENCY_EXCHANGE_RATE (
  START_DATE      TEXT NOT NULL,
  CURRENCY_CODE   TEXT NOT NULL,
  RATE            TEXT NOT NULL,
  EXCHANGE_AMOUNT INTEGER NOT NULL,
  PRIMARY KEY (START_DATE, CURRENCY_CODE)
) WITHOUT ROWID;
CREATE TABLE CUSTOMER (
  COMPANY        TEXT NOT NULL,
  CUSTOMER_NO    TEXT NOT NULL,
  NAME           TEXT NOT NULL,
  EMAIL          TEXT,
  PHONE          TEXT,
  CUSTOMER_GROUP TEXT NOT NULL CHECK (CUSTOMER_GROUP IN ('S', 'M', 'L')),
  STREET         TEXT NOT NULL,
  CITY           TEXT NOT NULL,
  POSTCODE       TEXT NOT NULL,
  COUNTRY_CODE   TEXT NOT NULL REFERENCES COUNTRY_REGION (CODE),
  CREDIT_LIMIT   NUMERIC NOT NULL DEFAULT 0,
  PAYMENT_TERMS  TEXT NOT NULL,
  IS_BLOCKED     INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (COMPANY, CUSTOMER_NO)
);
CREATE TABLE ITEM_LOCATION (
  ITEM_NO      TEXT NOT NULL,
  LOCATION_NO  INTEGER NOT NULL,
  QTY_ON_HAND  NUMERIC NOT NULL DEFAULT 0,
  QTY_RESERVED NUMERIC NOT NULL DEFAULT 0,
  BIN_CODE     TEXT NOT NULL,
  PRIMARY KEY (ITEM_NO, LOCATION_NO)
);
CREATE TABLE PURCHASE_ORDER (
  PO_NO         TEXT PRIMARY KEY NOT NULL,
  VENDOR_REC_ID INTEGER NOT NULL REFERENCES VENDOR (REC_ID),
  ORDERED_ON    TEXT NOT NULL,
  TOTAL         NUMERIC NOT NULL,
  RECEIPT_STATE INTEGER NOT NULL DEFAULT 0 CHECK (RECEIPT_STATE IN (0, 1, 2)),
  RECEIVED_ON   TEXT
);

-- @crm
CREATE TABLE account (
  account_no    TEXT PRIMARY KEY NOT NULL,
  name          TEXT NOT NULL,
  email         TEXT,
  phone         TEXT,
  size_code     INTEGER NOT NULL CHECK (size_code IN (1, 2, 3)),
  street        TEXT NOT NULL,
  city          TEXT NOT NULL,
  postcode      TEXT NOT NULL,
  country       TEXT NOT NULL CHECK (length(country) = 2),
  credit_limit  TEXT NOT NULL DEFAULT '0.00',
  payment_terms TEXT NOT NULL,
  blocked       INTEGER NOT NULL DEFAULT 0
);

-- @proc
CREATE TABLE vendors (
  account_number TEXT PRIMARY KEY NOT NULL,
  name           TEXT NOT NULL,
  credit_rating  INTEGER NOT NULL,
  preferred      INTEGER NOT NULL,
  active         INTEGER NOT NULL,
  purchasing_url TEXT
);

-- @wms
CREATE TABLE supplier (
  supplier_code TEXT PRIMARY KEY NOT NULL,
  name          TEXT NOT NULL,
  active        INTEGER NOT NULL
);
CREATE TABLE stock_balance (
  sku       TEXT NOT NULL,
  zone      INTEGER NOT NULL,
  pieces    TEXT NOT NULL DEFAULT '0.000',
  allocated TEXT NOT NULL DEFAULT '0.000',
  bin       TEXT NOT NULL,
  PRIMARY KEY (sku, zone)
);
CREATE TABLE inbound (
  order_ref   TEXT PRIMARY KEY NOT NULL,
  vendor      TEXT NOT NULL REFERENCES supplier (supplier_code),
  ordered_on  TEXT NOT NULL,
  total       TEXT NOT NULL,
  fulfilment  TEXT NOT NULL CHECK (fulfilment IN ('OPEN', 'PARTLY', 'RECEIVED')),
  received_on TEXT
);

-- @bi
CREATE TABLE dim_account (
  code   TEXT PRIMARY KEY NOT NULL,
  parent TEXT REFERENCES dim_account (code),
  name   TEXT NOT NULL,
  kind   TEXT
);
CREATE TABLE dim_asset (
  tag         TEXT PRIMARY KEY NOT NULL,
  parent      TEXT REFERENCES dim_asset (tag),
  description TEXT NOT NULL,
  criticality TEXT NOT NULL,
  status      TEXT NOT NULL
);
CREATE TABLE fact_work_order (
  number      TEXT PRIMARY KEY NOT NULL,
  description TEXT NOT NULL,
  asset       TEXT NOT NULL REFERENCES dim_asset (tag),
  technician  TEXT,
  status      TEXT NOT NULL,
  due         TEXT,
  started_on  TEXT,
  hours       TEXT NOT NULL,
  gl_code     TEXT REFERENCES dim_account (code),
  approval    TEXT NOT NULL,
  cost        TEXT NOT NULL,
  currency    TEXT NOT NULL
);
