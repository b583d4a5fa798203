import type { Raw } from '../../values.ts'

const isoText = /^(\d{4}-\d{2}-\d{2})([ T])(\d{2}:\d{2}:\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/

/** A point in time as a column has it, moved back by `ms`, in the same form; null where the form is not known. Numbers are seconds, or ms from 10^11 on. */
export function earlier(stored: Raw, ms: number): Raw {
  if (typeof stored === 'number') return stored - (stored >= 1e11 ? ms : ms / 1_000)
  if (typeof stored !== 'string') return null
  const parts = isoText.exec(stored)
  if (parts === null) return /^\d{4}-\d{2}-\d{2}$/.test(stored) ? new Date(Date.parse(`${stored}T00:00:00Z`) - Math.max(ms, 86_400_000)).toISOString().slice(0, 10) : null
  const [, date, between, time, fraction = '', zone = ''] = parts
  const moved = new Date(Date.parse(`${date}T${time}Z`) - ms).toISOString()
  return `${moved.slice(0, 10)}${between}${moved.slice(11, 19)}${fraction === '' ? '' : `.${moved.slice(20, 23)}${'0'.repeat(Math.max(0, fraction.length - 4))}`.slice(0, fraction.length)}${zone}`
}

/** Epoch ms; null where the form is not known. Text without a zone is UTC. */
export function epochMs(stored: Raw): number | null {
  if (typeof stored === 'number') return stored >= 1e11 ? stored : stored * 1_000
  if (typeof stored !== 'string') return null
  const parts = isoText.exec(stored)
  const time = Date.parse(parts === null ? stored : `${parts[1]}T${parts[3]}${(parts[4] ?? '').slice(0, 4)}${parts[5] ?? 'Z'}`)
  return Number.isNaN(time) ? null : time
}
