/** One line on stderr that says how far long work has got. */
export interface Progress {
  /** `of` where the whole is known. */
  at(done: number, of?: number): void
  /** Counts on from where it is. */
  add(rows: number): void
  /** Changes what the line says is going on. */
  label(text: string): void
  /** Clears the line. */
  end(): void
}

const quietMs = 1_000
const betweenMs = 150

/** Shows nothing in the first second, and nothing at all where the stream is no terminal. */
export function progressOn(stream: NodeJS.WriteStream, first: string, now: () => number = Date.now): Progress {
  const start = now()
  let label = first
  let shown = 0
  let done = 0
  let whole: number | undefined
  const show = () => {
    const time = now()
    if (!stream.isTTY || time - start < quietMs || time - shown < betweenMs) return
    shown = time
    const part = whole === undefined ? '' : ` of ${whole.toLocaleString('en')}`
    stream.write(`\r\u001B[2K${label} ${done.toLocaleString('en')}${part} (${Math.round((time - start) / 1_000)} s)`)
  }
  return {
    at: (count, of) => {
      done = count
      whole = of
      show()
    },
    add: (rows) => {
      done += rows
      show()
    },
    label: (text) => {
      label = text
      show()
    },
    end: () => {
      if (shown > 0) stream.write('\r\u001B[2K')
    },
  }
}
