import { readFileSync } from 'node:fs'

/** The version of the package that this file is part of: the repository's manifest, or the one that users install. */
export function thalwegVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { readonly version: string }
  return manifest.version
}
