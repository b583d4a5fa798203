/**
 * How SQLite stores each kind of value. SQLite gives values storage classes of its own choosing (a column's affinity turns "12.50" into 12.5), so reading
 * takes every form that is unmistakably the value, and writing gives the one form that every column takes without loss.
 */
export { boolean } from './sqlite/boolean.ts'
export { date } from './sqlite/date.ts'
export { datetime } from './sqlite/datetime.ts'
export { decimal } from './sqlite/decimal.ts'
export { enumeration } from './sqlite/enumeration.ts'
export { integer } from './sqlite/integer.ts'
export { json } from './sqlite/json.ts'
export { number } from './sqlite/number.ts'
export { text } from './sqlite/text.ts'
