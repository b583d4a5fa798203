/** The commands that go on from a line of the report. */
import type { KeyText } from '../../runtime/values.ts'
import { plain, word } from '../text.ts'

export function traceCommand(flow: string, key: KeyText, unit: string | null): string {
  return ['thalweg trace', ...operands([flow, keyAsTyped(key), ...(unit === null ? [] : [unit])])].join(' ')
}

export function onFlow(command: string, flow: string): string {
  return `thalweg ${command} --flow ${shellWord(flow)}`
}

/** Parts of a composite key with commas between them, where that is what `trace` reads back. */
export function keyAsTyped(key: KeyText): string {
  if (!key.startsWith('[')) return key
  try {
    const parts = JSON.parse(key) as unknown
    const simple = Array.isArray(parts) && parts.length > 1 && parts.every((part) => typeof part === 'number' || isPlainPart(part))
    return simple ? parts.join(',') : key
  } catch {
    return key
  }
}

function isPlainPart(part: unknown): boolean {
  return typeof part === 'string' && part !== '' && part === part.trim() && !/[,[]/.test(part)
}

/** A word that begins with a dash is none of our options. */
function operands(words: readonly string[]): string[] {
  const given = words.map(shellWord)
  return words.some((each) => each.startsWith('-')) ? ['--', ...given] : given
}

/** What somebody named, as one word of a command. */
export function shellWord(text: string): string {
  return plain(word(text))
}
