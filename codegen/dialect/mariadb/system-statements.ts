/** Statements on Thalweg's own tables; they are the same in every system of this dialect. */
import type { SystemSql } from '../dialect.ts'

export const systemStatements: SystemSql = {
  readIdentity: ['SELECT identity, ledger, op_high, (SELECT max(op) FROM thalweg_ops) AS op_known FROM thalweg_system'],
  claim: ['UPDATE thalweg_system SET ledger = :ledger, op_high = :op_high'],
  recordOp: ['INSERT INTO thalweg_ops (op, void, note) VALUES (:op, 0, :note) ON DUPLICATE KEY UPDATE op = op'],
  fence: ['UPDATE thalweg_system SET op_high = :op WHERE op_high < :op'],
  setCurrentOp: ['SET @thalweg_op = :op'],
  voidOp: ['INSERT INTO thalweg_ops (op, void, note) VALUES (:op, 1, NULL) ON DUPLICATE KEY UPDATE op = op'],
  readOp: ['SELECT void, note FROM thalweg_ops WHERE op = :op'],
  pruneOps: ['DELETE FROM thalweg_ops WHERE op < :below'],
}
