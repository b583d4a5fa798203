import { readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { ts } from 'ts-morph'

/**
 * What a user's own code shares with us, or what only emitted tests need. zod: records are the user's zod objects, and two copies of zod do
 * not know each other's. The other two are left out of an installation that does not run the emitted tests.
 */
const peers = { zod: { optional: false }, 'fast-check': { optional: true }, vitest: { optional: true } }

/**
 * The manifest of the package that users install, from the repository's. Its dependencies are those that the compiled files import, at
 * exactly the versions that were tested: an import of anything that the repository does not depend on is an error here, not at the user's.
 */
export function userManifest(root, dist, files) {
  const versions = { ...root.devDependencies, ...root.dependencies }
  const imported = importedPackages(dist, versions)
  const unknown = [...imported].filter((name) => versions[name] === undefined && name !== root.name)
  if (unknown.length > 0) throw new Error(`imported and in no dependencies of package.json: ${unknown.join(', ')}`)
  const dependencies = [...imported].filter((name) => name !== root.name && peers[name] === undefined).toSorted()
  return {
    name: root.name,
    version: root.version,
    description: root.description,
    license: root.license,
    type: 'module',
    engines: root.engines,
    bin: root.bin,
    exports: Object.fromEntries(Object.entries(root.exports).map(([path, source]) => [path, compiled(source)])),
    files,
    dependencies: Object.fromEntries(dependencies.map((name) => [name, versions[name]])),
    peerDependencies: Object.fromEntries(Object.keys(peers).map((name) => [name, `^${versions[name]}`])),
    peerDependenciesMeta: Object.fromEntries(
      Object.entries(peers)
        .filter(([, { optional }]) => optional)
        .map(([name, fact]) => [name, fact]),
    ),
  }
}

function compiled(source) {
  if (!source.endsWith('.ts')) return source
  const path = source.slice(0, -'.ts'.length)
  return { types: `${path}.d.ts`, default: `${path}.js` }
}

/** Every package that a compiled file imports, and the types package of one that brings none where a declaration speaks of it. */
function importedPackages(dist, versions) {
  const found = new Set()
  for (const path of readdirSync(dist, { recursive: true })) {
    if (!/\.(?:js|mjs|d\.ts)$/.test(path)) continue
    for (const { fileName } of ts.preProcessFile(readFileSync(join(dist, path), 'utf8'), true, true).importedFiles) {
      if (fileName.startsWith('.') || isBuiltin(fileName)) continue
      const name = fileName.split('/', fileName.startsWith('@') ? 2 : 1).join('/')
      found.add(name)
      if (path.endsWith('.d.ts') && versions[`@types/${name}`] !== undefined) found.add(`@types/${name}`)
    }
  }
  return found
}
