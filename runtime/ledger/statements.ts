/** Every statement that the ledger runs. `?` in the order in which the table names its columns, unless said otherwise. */
export const statements = {
  insertEntry: 'INSERT INTO entry (flow, key, live, ops, state, rev) VALUES (?, ?, ?, ?, ?, 1)',
  /** rev, live, ops, state, flow, key, the rev that was read */
  updateEntry: 'UPDATE entry SET rev = ?, live = ?, ops = ?, state = ? WHERE flow = ? AND key = ? AND rev = ?',
  readEntry: 'SELECT rev, live, ops, state FROM entry WHERE flow = ? AND key = ?',
  readOps: 'SELECT ops FROM entry WHERE flow = ? AND key = ?',
  /** after this row, flow, limit: in the order of the rows, so that all are met once while they are rewritten */
  entriesFrom: 'SELECT id, key, rev, live, ops, state FROM entry WHERE id > ? AND +flow = ? ORDER BY id LIMIT ?',
  /** state, id */
  restateEntry: 'UPDATE entry SET state = ? WHERE id = ?',
  firstKeys: 'SELECT key FROM entry WHERE flow = ? ORDER BY key LIMIT ?',
  keysFrom: 'SELECT key FROM entry WHERE flow = ? AND key > ? ORDER BY key LIMIT ?',
  countAll: 'SELECT count(*) FROM entry WHERE flow = ?',
  /** Of those that are not live: deleted, and never created. */
  countDead: 'SELECT count(live), count(*) FROM entry WHERE flow = ? AND live IS NOT 1',

  /** flow, key, the rev that was read */
  deleteEntry: 'DELETE FROM entry WHERE flow = ? AND key = ? AND rev = ?',
  putReference:
    'INSERT INTO reference (flow, system, reference, key) VALUES (?, ?, ?, ?) ON CONFLICT (flow, system, reference) DO UPDATE SET key = excluded.key WHERE key <> excluded.key',
  readReference: 'SELECT key FROM reference WHERE flow = ? AND system = ? AND reference = ?',

  insertPending: 'INSERT INTO pending (op, key, flow, system, state) VALUES (?, ?, ?, ?, ?)',
  readPending: 'SELECT system, state FROM pending WHERE op = ? AND key = ?',
  /** state, op, key */
  restatePending: 'UPDATE pending SET state = ? WHERE op = ? AND key = ?',
  deletePending: 'DELETE FROM pending WHERE op = ? AND key = ?',
  deleteOperation: 'DELETE FROM pending WHERE op = ?',
  operations: 'SELECT op, flow, system, count(*) FROM pending GROUP BY op ORDER BY op',
  keysOf: 'SELECT key FROM pending WHERE op = ? ORDER BY key',

  putWaiting: 'INSERT INTO waiting (flow, key, system, due, dead, reason, detail, since, tries) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  clearWaiting: 'DELETE FROM waiting WHERE flow = ? AND key = ?',
  /** flow, system, op: what waited there until this operation landed */
  landWaiting: 'DELETE FROM waiting WHERE flow = ? AND system = ? AND key IN (SELECT key FROM pending WHERE op = ?)',
  countWaiting: 'SELECT count(*) FROM waiting',
  /** flow, due at, dead too, limit. What has been due longest comes first, so that everything gets its turn. */
  due: 'SELECT key, min(due) AS first FROM waiting WHERE flow = ? AND due <= ? AND dead <= ? GROUP BY key ORDER BY first, key LIMIT ?',
  dead: 'SELECT flow, key, system, reason, detail, since, tries FROM waiting WHERE dead = 1 ORDER BY since, flow, key, system',

  putPosition: 'INSERT OR REPLACE INTO position (flow, system, position) VALUES (?, ?, ?)',
  readPosition: 'SELECT position FROM position WHERE flow = ? AND system = ?',

  insertAudit: 'INSERT INTO audit (flow, key, at, kind, conflict, system, unit, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  /** flow, kind, since, limit; null: any */
  audit:
    'SELECT id, flow, key, at, kind, conflict, system, unit, body FROM audit WHERE (?1 IS NULL OR +flow = ?1) AND (?2 IS NULL OR kind = ?2) AND (?3 IS NULL OR at >= ?3) ORDER BY id DESC LIMIT ?4',
  /** since, until, step in ms (a number is bound as a real, and the division is to be one of integers) */
  tally:
    'SELECT flow, kind, conflict, system, unit, at / CAST(?3 AS INTEGER) * CAST(?3 AS INTEGER) AS "from", count(*), min(at), max(at) FROM audit WHERE at >= ?1 AND at <= ?2 GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 6, min(id)',
  auditRow: 'SELECT id, flow, key, at, kind, conflict, system, unit, body FROM audit WHERE id = ?',
  auditOfKey: 'SELECT id, flow, key, at, kind, conflict, system, unit, body FROM audit WHERE flow = ? AND key = ? ORDER BY id DESC LIMIT ?',

  headOfChain: 'SELECT last, hash FROM audit_chain ORDER BY last DESC LIMIT 1',
  /** hash: up to the newest row */
  addLink: 'INSERT INTO audit_chain (last, hash) SELECT max(id), ? FROM audit',
  chain: 'SELECT last, hash FROM audit_chain ORDER BY last',
  /** after: number, and the words that were hashed */
  chainedRows:
    "SELECT a.id, f.name, a.key, a.at, a.kind, a.conflict, a.system, a.unit, CASE typeof(a.body) WHEN 'integer' THEN (SELECT text FROM text WHERE id = a.body) ELSE a.body END FROM audit AS a JOIN flow AS f ON f.id = a.flow WHERE a.id > ? ORDER BY a.id",
  newestRow: 'SELECT coalesce(max(id), 0) FROM audit',

  openReview: 'INSERT INTO review (id, flow, key, unit, conflict, system, opened_at, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  /** closed at, how, id */
  closeReview: 'UPDATE review SET closed_at = ?, how = ? WHERE id = ? AND closed_at IS NULL',
  /** key now, flow, key before */
  renumberReviews: 'UPDATE review SET key = ? WHERE flow = ? AND key = ? AND closed_at IS NULL',
  openReviews: 'SELECT id, flow, key, unit, conflict, system, opened_at, body FROM review WHERE closed_at IS NULL ORDER BY id',
  /** flow: id and unit */
  openUnits: "SELECT id, unit FROM review WHERE flow = ? AND closed_at IS NULL AND unit <> ''",
  reviews: 'SELECT id, flow, key, unit, conflict, system, opened_at, body, closed_at, how FROM review ORDER BY id',

  addFigure:
    'INSERT INTO figure (flow, hour, name, value) VALUES (?, ?, ?, ?) ON CONFLICT (flow, hour, name) DO UPDATE SET value = value + excluded.value',
  figures: 'SELECT flow, hour, name, value FROM figure WHERE hour >= ? ORDER BY flow, hour, name',

  insertDeletion: 'INSERT INTO deletion (flow, at, rows) VALUES (?, ?, ?)',
  oldDeletions: 'DELETE FROM deletion WHERE flow = ? AND at < ?',
  deletionsSince: 'SELECT coalesce(sum(rows), 0) FROM deletion WHERE flow = ? AND at >= ?',

  putSetting: 'INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)',
  clearSetting: 'DELETE FROM setting WHERE name = ?',
  readSetting: 'SELECT value FROM setting WHERE name = ?',

  /** at, body */
  ask: 'INSERT INTO request (at, body) VALUES (?, ?)',
  request: 'SELECT answer, taken_at FROM request WHERE id = ?',
  /** id: before the run has begun with it */
  withdraw: 'DELETE FROM request WHERE id = ? AND answer IS NULL AND taken_at IS NULL',
  /** id: whoever began with it has ended, and has not answered */
  takeOver: 'DELETE FROM request WHERE id = ? AND answer IS NULL',
  forgetRequest: 'DELETE FROM request WHERE id = ?',
  requests: 'SELECT id, at, body, answer IS NOT NULL FROM request ORDER BY id',
  /** at, id */
  takeRequest: 'UPDATE request SET taken_at = ? WHERE id = ?',
  /** answer, id */
  answer: 'UPDATE request SET answer = ? WHERE id = ?',

  putMeta: 'INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)',
  readMeta: 'SELECT value FROM meta WHERE name = ?',
  texts: 'SELECT id, text FROM text ORDER BY id',
  readText: 'SELECT text FROM text WHERE id = ?',
  insertText: 'INSERT INTO text (id, text) VALUES (?, ?)',

  flows: 'SELECT id, name, shape FROM flow ORDER BY id',
  insertFlow: 'INSERT INTO flow (id, name, shape) VALUES (?, ?, ?)',
  shapeFlow: 'UPDATE flow SET shape = ? WHERE id = ?',
  resetEntries: 'DELETE FROM entry WHERE flow = ?',
  resetPending: 'DELETE FROM pending WHERE flow = ?',
  resetReferences: 'DELETE FROM reference WHERE flow = ?',
  resetWaiting: 'DELETE FROM waiting WHERE flow = ?',
  resetPositions: 'DELETE FROM position WHERE flow = ?',
  resetReviews: "UPDATE review SET closed_at = ?, how = 'the flow took new bases' WHERE flow = ? AND closed_at IS NULL",
} as const
export type StatementName = keyof typeof statements
