import { enumValues, openEnum } from './enum-values.ts'
import { kind, numerals } from './kind.ts'
import { length } from './length.ts'
import { lookup } from './lookup.ts'
import { nullRead } from './null-read.ts'
import { nullWritten } from './null-written.ts'
import { range } from './range.ts'
import { rounding } from './rounding.ts'
import { unfed } from './unfed.ts'
import { zone } from './zone.ts'

/** What records say against what databases say of their columns, and what the columns refer to. */
export const columnRules = [
  length,
  rounding,
  range,
  nullWritten,
  nullRead,
  enumValues,
  openEnum,
  zone,
  kind,
  unfed,
  lookup,
  numerals,
] as const
