import { userInfo } from 'node:os'
import type { Input } from '../input.ts'

/** Who decides, for the audit. */
export function authorOf(input: Input): string {
  return input.text('by') ?? userInfo().username
}
