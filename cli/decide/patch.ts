const context = 3

/** A unified diff of one file: one hunk from the first line that differs to the last. Empty where nothing does. */
export function patch(path: string, before: string, after: string): string {
  if (before === after) return ''
  const [old, now] = [linesOf(before), linesOf(after)]
  const start = sameAtStart(old, now)
  const end = sameAtStart(old.slice(start).reverse(), now.slice(start).reverse())
  const from = Math.max(0, start - context)
  const rest = old.slice(old.length - end, old.length - end + context)
  const [removed, put] = [old.slice(start, old.length - end), now.slice(start, now.length - end)]
  const lines = [
    ...old.slice(from, start).map((line) => ` ${line}`),
    ...removed.map((line) => `-${line}`),
    ...put.map((line) => `+${line}`),
    ...rest.map((line) => ` ${line}`),
  ]
  const size = start - from + rest.length
  const hunk = `@@ -${range(from, size + removed.length)} +${range(from, size + put.length)} @@`
  return [`--- a/${path}`, `+++ b/${path}`, hunk, ...lines].join('\n')
}

function range(from: number, size: number): string {
  return `${size === 0 ? from : from + 1},${size}`
}

/** Lines without their ends; of a last one without an end the diff says so. */
function linesOf(text: string): readonly string[] {
  const lines = text.split('\n')
  const last = lines.pop()!
  return last === '' ? lines : [...lines, `${last}\n\\ No newline at end of file`]
}

function sameAtStart(a: readonly string[], b: readonly string[]): number {
  const differs = a.findIndex((line, i) => line !== b[i])
  return differs < 0 ? a.length : differs
}
