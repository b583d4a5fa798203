import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { transpiledNamespace } from '../plan/source-map.ts'

/** Runs a file through the transpiler, with source maps on so that positions and stacks are of the source as written. */
export async function importTranspiled(file: string): Promise<Readonly<Record<string, unknown>>> {
  process.setSourceMapsEnabled(true)
  const { register } = await import('tsx/esm/api')
  const tsconfig = nearestTsconfig(dirname(file))
  const transpiler = register({ namespace: transpiledNamespace, ...(tsconfig !== undefined && { tsconfig }) })
  try {
    const url = pathToFileURL(file).href
    return (await transpiler.import(url, url)) as Readonly<Record<string, unknown>>
  } finally {
    await transpiler.unregister()
  }
}

function nearestTsconfig(folder: string): string | undefined {
  const file = join(folder, 'tsconfig.json')
  if (existsSync(file)) return file
  return dirname(folder) === folder ? undefined : nearestTsconfig(dirname(folder))
}
