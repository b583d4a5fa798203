export const second = 1_000
export const minute = 60_000
export const day = 86_400_000

const units = { ms: 1, s: second, m: minute, h: 3_600_000, d: day } as const
const form = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/

/** Milliseconds of `15m`, `1.5h`, `30s`; undefined where the text is no duration. */
export function milliseconds(text: unknown): number | undefined {
  const parts = typeof text === 'string' ? form.exec(text) : null
  if (parts === null) return undefined
  const ms = Math.round(Number(parts[1]) * units[parts[2] as keyof typeof units])
  return Number.isSafeInteger(ms) ? ms : undefined
}
