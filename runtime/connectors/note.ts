/**
 * What an operation's row says of its writes, so that a run that finds the operation after a crash knows as much as the answers told: which rows were not
 * written, which are stored otherwise than they were sent, and what the system calls those that it made. Nothing to say: null.
 */
import { sameRaw } from '../kernel.ts'
import type { Answer, Resolution, Write } from '../ports.ts'
import type { Tagged } from '../raw-json.ts'
import { tag, untag } from '../raw-json.ts'
import type { KeyText, Raw } from '../values.ts'

interface Note {
  readonly failed: readonly KeyText[]
  readonly stored: readonly (readonly [key: KeyText, values: readonly Tagged[]])[]
  /** Own ids of rows that were inserted. */
  readonly ids?: readonly (readonly [key: KeyText, id: Tagged])[]
}

export function noteOf(writes: readonly Write[], answers: readonly Answer[]): string | null {
  const failed: KeyText[] = []
  const stored: (readonly [KeyText, readonly Tagged[]])[] = []
  const ids: (readonly [KeyText, Tagged])[] = []
  for (let i = 0; i < writes.length; i++) {
    const { key, kind, values } = writes[i]!
    const answer = answers[i]!
    if (answer.outcome !== 'done') {
      failed.push(key)
      continue
    }
    if (kind === 'insert' && answer.image.id !== undefined) ids.push([key, tag(answer.image.id)])
    if (answer.image.present && !asSent(values, answer.image.values)) stored.push([key, answer.image.values.map(tag)])
  }
  if (failed.length === 0 && stored.length === 0 && ids.length === 0) return null
  return JSON.stringify({ failed, stored, ...(ids.length > 0 && { ids }) } satisfies Note)
}

function asSent(sent: readonly (Raw | undefined)[], stored: readonly Raw[]): boolean {
  for (let slot = 0; slot < sent.length; slot++) {
    const value = sent[slot]
    if (value !== undefined && value !== stored[slot] && !sameRaw(value, stored[slot])) return false
  }
  return true
}

export function resolutionOf(note: string | null): Resolution {
  const { failed, stored, ids }: Note = note === null ? { failed: [], stored: [] } : (JSON.parse(note) as Note)
  return {
    state: 'landed',
    failed: new Set(failed),
    stored: new Map(stored.map(([key, values]) => [key, values.map(untag)])),
    ...(ids !== undefined && { ids: new Map(ids.map(([key, id]) => [key, untag(id)])) }),
  }
}
