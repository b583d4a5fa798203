import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import type { Command } from '../command.ts'
import { Failure } from '../failure.ts'
import { shown } from '../shown.ts'

/** What may lie in a folder that counts as empty: what npm and git put there before anything of one's own. */
const harmless: ReadonlySet<string> = new Set([
  'package.json',
  'package-lock.json',
  'node_modules',
  '.npmrc',
  '.git',
  '.gitattributes',
  '.DS_Store',
])

export const init: Command = {
  name: 'init',
  group: 'code',
  summary: 'write a small working project',
  about:
    'Two systems as small SQLite files, two records, two flows: everything runs at once and is there to be changed. A package.json that is there is kept and completed; a folder that holds anything else is refused without --force.',
  arguments: [{ name: 'folder', about: 'where; made if it is not there (default: here)', required: false }],
  options: [{ flags: '--force', about: 'also into a folder that is not empty; files of the same name are overwritten' }],
  examples: [
    ['thalweg init', 'into this folder'],
    ['thalweg init my-estate', 'into a new one'],
  ],
  run: async (input, cli) => {
    const folder = resolve(input.argument('folder') ?? '.')
    refuseFull(folder, input.flag('force'))
    const { dependency, merged } = await import('../init/manifest.ts')
    const { projectFiles } = await import('../init/templates.ts')
    const files = projectFiles({ name: projectName(folder), thalweg: dependency(folder) })
    for (const [path, text] of files) {
      const place = join(folder, path)
      mkdirSync(dirname(place), { recursive: true })
      writeFileSync(place, path === 'package.json' ? merged(place, text) : text)
    }
    buildDatabases(folder)
    const next = [
      ...(installed(folder) ? [] : ['npm install']),
      'npx thalweg check',
      'npx thalweg generate',
      'npx thalweg prepare --apply',
      'npx thalweg match --accept',
      'npx thalweg run --once',
    ]
    const steps = folder === process.cwd() ? next : [`cd ${shown(folder)}`, ...next]
    const { bold } = cli.paint
    return {
      exit: 0,
      data: { folder, files: [...files.keys()], next: steps },
      text: [
        `Wrote ${files.size} files and two databases ${folder === process.cwd() ? 'here' : `to ${bold(shown(folder))}`}.`,
        '',
        'Next:',
        ...steps.map((step) => `  ${step}`),
      ].join('\n'),
    }
  },
}

function refuseFull(folder: string, force: boolean): void {
  if (force || !existsSync(folder)) return
  const others = readdirSync(folder).filter((name) => !harmless.has(name))
  if (others.length === 0) return
  const some = others.slice(0, 3).join(', ') + (others.length > 3 ? ', …' : '')
  throw new Failure(
    'init.notEmpty',
    `${shown(folder)} is not empty: it holds ${some}`,
    'name a new folder (thalweg init my-estate), or write into this one with --force',
  )
}

/** A name that npm and the folder of generated code both take. */
function projectName(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  return name === '' ? 'estate' : name
}

function buildDatabases(folder: string): void {
  const { status, stderr } = spawnSync(process.execPath, ['setup.ts'], { cwd: folder, encoding: 'utf8' })
  if (status !== 0)
    throw new Failure(
      'init.setup',
      `setup.ts could not build the databases: ${stderr.trim().split('\n').at(-1) ?? ''}`,
      'see setup.ts, then npm run setup',
    )
}

/** Does the project find its packages already, as it does where npm installed us into the same folder? */
function installed(folder: string): boolean {
  const require = createRequire(join(folder, 'package.json'))
  try {
    for (const name of ['thalweg/package.json', 'zod/package.json', 'typescript/package.json']) require.resolve(name)
    return true
  } catch {
    return false
  }
}
