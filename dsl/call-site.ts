import { fileURLToPath } from 'node:url'
import type { CallSite } from './data.ts'

/** This folder, in both of the forms in which a frame may name its file. */
const ownUrl = new URL('.', import.meta.url).href
const ownPath = fileURLToPath(ownUrl)
/** Frames of the language above an engineer's call never exceed this; capturing no more keeps a call at a few microseconds. */
const framesLookedAt = 8
const nowhere: CallSite = Object.freeze({ file: 'unknown', line: 1, column: 1 })

/**
 * The place of the call that is being made: the first stack frame outside this folder. For a method V8 reports where its name stands
 * (`.owner` → the `o`), for a plain call where it starts. Exact under Node's type stripping, which keeps every position.
 */
export function callSite(): CallSite {
  for (const frame of capturedFrames()) {
    const file = frame.getFileName()
    if (!file || file.startsWith('node:') || file.startsWith(ownUrl) || file.startsWith(ownPath)) continue
    const path = file.startsWith('file:') ? fileURLToPath(file) : file
    return Object.freeze({ file: path, line: frame.getLineNumber() ?? 1, column: frame.getColumnNumber() ?? 1 })
  }
  return nowhere
}

function capturedFrames(): readonly NodeJS.CallSite[] {
  const { prepareStackTrace, stackTraceLimit } = Error
  const holder: { stack?: unknown } = {}
  try {
    Error.stackTraceLimit = framesLookedAt
    Error.prepareStackTrace = (_error, frames) => frames
    Error.captureStackTrace(holder, callSite)
    return holder.stack as readonly NodeJS.CallSite[] // formatted on first access, so it is read before the hooks go back
  } finally {
    Error.prepareStackTrace = prepareStackTrace
    Error.stackTraceLimit = stackTraceLimit
  }
}
