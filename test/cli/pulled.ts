/** A project around what `pull` wrote that compiles it. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** @throws what the compiler says */
export function compiled(folder: string, system: string, files: readonly string[]): void {
  const records = files.flatMap((path, i) => (path.startsWith('records/') ? [`file${i}`] : []))
  const at = files.findIndex((path) => path.startsWith('systems/'))
  writeFileSync(
    join(folder, 'flows.ts'),
    [
      "import { landscape } from 'thalweg'",
      ...files.map((path, i) => `import * as file${i} from './${path}'`),
      `export const { flow, portfolio } = landscape({ name: 'pulled', records: Object.assign({}, ${records.join(', ')}), systems: { ${system}: file${at}.${system} } })`,
      'export default portfolio({})',
    ].join('\n'),
  )
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  const tsconfig = readFileSync(join(import.meta.dirname, '../../cli/init/project/tsconfig.json.template'), 'utf8')
  writeFileSync(join(folder, 'tsconfig.json'), tsconfig)
  execFileSync(process.execPath, [join(folder, 'node_modules/typescript/bin/tsc'), '--noEmit'], { cwd: folder })
}
