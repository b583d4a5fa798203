import { readFileSync } from 'node:fs'

/** The manifest of the package that this file is part of: the repository's, or the one that users install. */
export function manifest(): { readonly version: string; readonly private?: boolean } {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string; private?: boolean }
}

export function version(): string {
  return manifest().version
}
