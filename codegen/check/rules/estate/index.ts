import { amount } from './amount.ts'
import { bindingFit } from './binding-fit.ts'
import { claimedColumn } from './claimed-column.ts'
import { columnType } from './column-type.ts'
import { droppedFile } from './dropped-file.ts'
import { duration } from './duration.ts'
import { externalReference } from './external-reference.ts'
import { fileFormat } from './file-format.ts'
import { folderName } from './folder-name.ts'
import { functionReference } from './function-reference.ts'
import { identifier } from './identifier.ts'
import { inheritedName } from './inherited-name.ts'
import { recordShape } from './record-shape.ts'
import { sameColumn } from './same-column.ts'
import { samePlace } from './same-place.ts'
import { schedule } from './schedule.ts'
import { schema } from './schema.ts'
import { stores } from './stores.ts'
import { twoMappings } from './two-mappings.ts'
import { valueMap } from './value-map.ts'

/** What can be wrong with records, bindings, names and numbers. */
export const estateRules = [
  identifier,
  sameColumn,
  claimedColumn,
  folderName,
  schedule,
  duration,
  valueMap,
  schema,
  functionReference,
  recordShape,
  bindingFit,
  amount,
  twoMappings,
  samePlace,
  inheritedName,
  stores,
  fileFormat,
  droppedFile,
  externalReference,
  columnType,
] as const
