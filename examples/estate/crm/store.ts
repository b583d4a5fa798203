/** What the CRM keeps: accounts in a SQLite file, and for each the number of its last change, which is also what its ETag is made of. */
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'

export type Account = Readonly<Record<string, unknown>>
export interface Held {
  readonly account: Account
  /** Grows with every change of the account, whoever makes it. */
  readonly version: number
}
export interface Change {
  readonly account_no: string
  readonly at: number
}

const schema = `
CREATE TABLE IF NOT EXISTS account (
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
  payment_terms TEXT NOT NULL DEFAULT '30D',
  blocked       INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS installation (id TEXT NOT NULL);
INSERT INTO installation (id) SELECT lower(hex(randomblob(8))) WHERE NOT EXISTS (SELECT 1 FROM installation);
CREATE TABLE IF NOT EXISTS account_change (seq INTEGER PRIMARY KEY AUTOINCREMENT, account_no TEXT NOT NULL, at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS account_change_of ON account_change (account_no, seq);
CREATE TRIGGER IF NOT EXISTS account_created AFTER INSERT ON account BEGIN
  INSERT INTO account_change (account_no, at) VALUES (NEW.account_no, CAST(unixepoch('subsec') * 1000 AS INTEGER));
END;
CREATE TRIGGER IF NOT EXISTS account_updated AFTER UPDATE ON account BEGIN
  INSERT INTO account_change (account_no, at) VALUES (NEW.account_no, CAST(unixepoch('subsec') * 1000 AS INTEGER));
END;
CREATE TRIGGER IF NOT EXISTS account_deleted AFTER DELETE ON account BEGIN
  INSERT INTO account_change (account_no, at) VALUES (OLD.account_no, CAST(unixepoch('subsec') * 1000 AS INTEGER));
END;`

const held = `SELECT a.*, printf('ACC-%06d', a.rowid) AS accountid,
  (SELECT max(c.seq) FROM account_change AS c WHERE c.account_no = a.account_no) AS version FROM account AS a`

export class Store {
  readonly #db: DatabaseSync
  readonly #columns: ReadonlySet<string>

  /** The file may have accounts already; what they lack to be told apart is added. @param now what its clock shows: epoch ms; default: the clock of this machine */
  constructor(file: string, now?: () => number) {
    this.#db = new DatabaseSync(file)
    if (now !== undefined) this.#db.function('unixepoch', { varargs: true }, () => now() / 1_000)
    this.#db.exec('PRAGMA busy_timeout = 5000')
    this.#db.exec(schema)
    this.#columns = new Set(
      this.#db
        .prepare(`SELECT name FROM pragma_table_info('account')`)
        .all()
        .map(({ name }) => String(name)),
    )
  }

  /** Made with the file: another file is another CRM, whatever its address. */
  get id(): string {
    return String(this.#db.prepare('SELECT id FROM installation').get()!['id'])
  }

  list(after: string, limit: number): readonly Held[] {
    return this.#db.prepare(`${held} WHERE a.account_no > ? ORDER BY a.account_no LIMIT ?`).all(after, limit).map(toHeld)
  }

  get(number: string): Held | null {
    const row = this.#db.prepare(`${held} WHERE a.account_no = ?`).get(number)
    return row === undefined ? null : toHeld(row)
  }

  /** Names of what was given that no account has. */
  unknown(given: Account): readonly string[] {
    return Object.keys(given).filter((name) => !this.#columns.has(name))
  }

  create(account: Account): void {
    const names = Object.keys(account)
    this.#db
      .prepare(`INSERT INTO account (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`)
      .run(...Object.values(account).map(toColumn))
  }

  /** @returns false where the account has moved since that version */
  update(number: string, changes: Account, version: number): boolean {
    const names = Object.keys(changes)
    const sets = names.map((name) => `${name} = ?`).join(', ')
    const { changes: rows } = this.#db
      .prepare(`UPDATE account SET ${sets} WHERE account_no = ? AND ${unmoved}`)
      .run(...Object.values(changes).map(toColumn), number, number, version)
    return rows === 1
  }

  remove(number: string, version: number): boolean {
    return this.#db.prepare(`DELETE FROM account WHERE account_no = ? AND ${unmoved}`).run(number, number, version).changes === 1
  }

  /** The number of the newest change. */
  head(): number {
    return Number(this.#db.prepare('SELECT max(seq) AS seq FROM account_change').get()?.['seq'] ?? 0)
  }

  changes(since: number, limit: number): { readonly changes: readonly Change[]; readonly upTo: number } {
    const rows = this.#db.prepare('SELECT seq, account_no, at FROM account_change WHERE seq > ? ORDER BY seq LIMIT ?').all(since, limit)
    const changes = rows.map((row) => ({ account_no: String(row['account_no']), at: Number(row['at']) }))
    return { changes, upTo: Number(rows.at(-1)?.['seq'] ?? since) }
  }

  close(): void {
    this.#db.close()
  }
}

const unmoved = '(SELECT max(seq) FROM account_change WHERE account_no = ?) = ?'

function toHeld({ version, blocked, ...row }: Record<string, unknown>): Held {
  return { account: { ...row, blocked: Boolean(blocked) }, version: Number(version ?? 0) }
}

function toColumn(value: unknown): SQLInputValue {
  return typeof value === 'boolean' ? Number(value) : (value as SQLInputValue)
}
