/**
 * What an operation's row says of its writes, so that a run that finds the operation after a crash knows as much as the answers told: which rows were not
 * written, and which are stored otherwise than they were sent. Nothing to say: null.
 */
import { sameRaw } from '../../kernel.ts'
import type { Answer, Resolution, Write } from '../../ports.ts'
import type { Tagged } from '../../raw-json.ts'
import { tag, untag } from '../../raw-json.ts'
import type { KeyText, Raw } from '../../values.ts'

interface Note {
  readonly failed: readonly KeyText[]
  readonly stored: readonly (readonly [key: KeyText, values: readonly Tagged[]])[]
}

export function noteOf(writes: readonly Write[], answers: readonly Answer[]): string | null {
  const failed: KeyText[] = []
  const stored: (readonly [KeyText, readonly Tagged[]])[] = []
  for (let i = 0; i < writes.length; i++) {
    const { key, values } = writes[i]!
    const answer = answers[i]!
    if (answer.outcome !== 'done') failed.push(key)
    else if (answer.image.present && !asSent(values, answer.image.values)) stored.push([key, answer.image.values.map(tag)])
  }
  return failed.length === 0 && stored.length === 0 ? null : JSON.stringify({ failed, stored } satisfies Note)
}

function asSent(sent: readonly (Raw | undefined)[], stored: readonly Raw[]): boolean {
  for (let slot = 0; slot < sent.length; slot++) {
    const value = sent[slot]
    if (value !== undefined && value !== stored[slot] && !sameRaw(value, stored[slot])) return false
  }
  return true
}

export function resolutionOf(note: string | null): Resolution {
  const { failed, stored } = note === null ? { failed: [], stored: [] } : (JSON.parse(note) as Note)
  return { state: 'landed', failed: new Set(failed), stored: new Map(stored.map(([key, values]) => [key, values.map(untag)])) }
}
