import pc from 'picocolors'
import type { Colors } from 'picocolors/types.js'

/** Colours for a terminal, and for whoever asks for them by `FORCE_COLOR`. A pipe gets none, on a build server too. `NO_COLOR` wins. */
export function coloursFor(stream: { readonly isTTY?: boolean }): Colors {
  const asked = (process.env['FORCE_COLOR'] ?? '') !== '' && process.env['FORCE_COLOR'] !== '0'
  return pc.createColors(pc.isColorSupported && (stream.isTTY === true || asked))
}

export const noColours: Colors = pc.createColors(false)
