/** Every statement that the ledger runs. `?` in the order in which the table names its columns, unless said otherwise. */
export const statements = {
  insertEntry: 'INSERT INTO entry (flow, key, rev, live, state) VALUES (?, ?, 1, ?, ?)',
  /** rev, live, state, flow, key, the rev that was read */
  updateEntry: 'UPDATE entry SET rev = ?, live = ?, state = ? WHERE flow = ? AND key = ? AND rev = ?',
  readEntry: 'SELECT rev, state FROM entry WHERE flow = ? AND key = ?',
  keysFrom: 'SELECT key FROM entry WHERE flow = ? AND key > ? ORDER BY key LIMIT ?',
  firstKeys: 'SELECT key FROM entry WHERE flow = ? ORDER BY key LIMIT ?',
  count: 'SELECT live, count(*) FROM entry WHERE flow = ? AND live IS NOT NULL GROUP BY live',
  resetEntries: 'DELETE FROM entry WHERE flow = ?',
  resetPending: 'DELETE FROM pending WHERE flow = ?',
  resetWaiting: 'DELETE FROM waiting WHERE flow = ?',
  resetPositions: 'DELETE FROM position WHERE flow = ?',
  resetReviews: "UPDATE review SET closed_at = ?, how = 'the flow took new bases' WHERE flow = ? AND closed_at IS NULL",

  insertPending: 'INSERT INTO pending (op, flow, key, system, state) VALUES (?, ?, ?, ?, ?)',
  deletePending: 'DELETE FROM pending WHERE op = ? AND flow = ? AND key = ? AND system = ?',
  deleteOperation: 'DELETE FROM pending WHERE op = ?',
  allPending: 'SELECT op, flow, key, system, state FROM pending ORDER BY op, flow, key',

  putWaiting: 'INSERT OR REPLACE INTO waiting (flow, key, system, due, dead, reason, detail, since, tries) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  clearWaiting: 'DELETE FROM waiting WHERE flow = ? AND key = ?',
  countWaiting: 'SELECT count(*) FROM waiting',
  due: 'SELECT DISTINCT key FROM waiting WHERE flow = ? AND dead <= ? AND due <= ? ORDER BY since, key LIMIT ?',
  dead: 'SELECT flow, key, system, reason, detail, since, tries FROM waiting WHERE dead = 1 ORDER BY since, flow, key, system',

  putPosition: 'INSERT OR REPLACE INTO position (flow, system, position) VALUES (?, ?, ?)',
  readPosition: 'SELECT position FROM position WHERE flow = ? AND system = ?',

  insertAudit: 'INSERT INTO audit (flow, key, at, kind, conflict, system, unit, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  auditOfKey: 'SELECT id, flow, key, at, kind, conflict, system, unit, body FROM audit WHERE flow = ? AND key = ? ORDER BY id DESC LIMIT ?',
  auditOfFlow: 'SELECT id, flow, key, at, kind, conflict, system, unit, body FROM audit WHERE flow = ? ORDER BY id DESC LIMIT ?',
  audit: 'SELECT id, flow, key, at, kind, conflict, system, unit, body FROM audit ORDER BY id DESC LIMIT ?',

  openReview: 'INSERT INTO review (id, flow, key, unit, conflict, system, opened_at, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  closeReview: 'UPDATE review SET closed_at = ?, how = ? WHERE id = ? AND closed_at IS NULL',
  openReviews: 'SELECT id, flow, key, unit, conflict, system, opened_at, body FROM review WHERE closed_at IS NULL ORDER BY id',
  reviews: 'SELECT id, flow, key, unit, conflict, system, opened_at, body FROM review ORDER BY id',

  addFigure: 'INSERT INTO figure (flow, hour, name, value) VALUES (?, ?, ?, ?) ON CONFLICT (flow, hour, name) DO UPDATE SET value = value + excluded.value',
  figures: 'SELECT flow, hour, name, value FROM figure WHERE hour >= ? ORDER BY flow, hour, name',

  insertDeletion: 'INSERT INTO deletion (flow, at, rows) VALUES (?, ?, ?)',
  oldDeletions: 'DELETE FROM deletion WHERE flow = ? AND at < ?',
  deletionsSince: 'SELECT coalesce(sum(rows), 0) FROM deletion WHERE flow = ? AND at >= ?',

  putSetting: 'INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)',
  clearSetting: 'DELETE FROM setting WHERE name = ?',
  readSetting: 'SELECT value FROM setting WHERE name = ?',

  putMeta: 'INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)',
  readMeta: 'SELECT value FROM meta WHERE name = ?',
  flows: 'SELECT id, name, shape FROM flow ORDER BY id',
  insertFlow: 'INSERT INTO flow (name, shape) VALUES (?, ?)',
  shapeFlow: 'UPDATE flow SET shape = ? WHERE id = ?',
  versions: 'SELECT id, hash FROM version ORDER BY id',
  insertVersion: 'INSERT INTO version (id, hash) VALUES (?, ?)',
} as const
export type StatementName = keyof typeof statements
