import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { Node, Project, type CallExpression, type Expression, type SourceFile } from 'ts-morph'

export interface Place {
  readonly line: number
  readonly column: number
}
/** Where a function is declared: a module as it is imported (none: this very file), and its name there. */
export type Origin = { readonly module?: string; readonly name: string } | { readonly unresolved: string }

/** One source file, parsed on its own: no program, no types. */
export interface Source {
  readonly file: string
  readonly text: string
  /** The modules it imports or re-exports from, as written; those of types alone are not loaded and do not count. */
  readonly imports: readonly string[]
  exports(name: string): boolean
  /** Where the argument comes from that the call at this place was given. */
  originOf(call: Place, path: readonly (number | string)[]): Origin
  /** Every await that the module itself waits for, not a function in it. */
  awaits(): readonly Place[]
}
/** A source file by its path; undefined where there is none. */
export interface Sources {
  (file: string): Source | undefined
  /** The file that a relative import means: also without extension, with `.js` for `.ts`, or a folder's index. */
  resolved(folder: string, specifier: string): string | undefined
  /** Makes the parser ready for the first file: for who has the time now. */
  ready(): void
}

export function openSources(): Sources {
  const project = new Project({
    useInMemoryFileSystem: false,
    skipAddingFilesFromTsConfig: true,
    skipFileDependencyResolution: true,
    skipLoadingLibFiles: true,
  })
  const read = new Map<string, Source | undefined>()
  const sources = (file: string): Source | undefined => {
    if (!read.has(file)) read.set(file, isFile(file) ? sourceOf(project.addSourceFileAtPath(file), file) : undefined)
    return read.get(file)
  }
  return Object.assign(sources, { resolved, ready: () => void project.createSourceFile('ready.ts', 'export const ready = true') })
}

const endings = ['', '.ts', '.mts', '.tsx', '.js', '.mjs', '/index.ts', '/index.js']

function resolved(folder: string, specifier: string): string | undefined {
  const path = resolve(folder, specifier)
  const candidates = [...endings.map((ending) => path + ending), path.replace(/\.(m?)js$/, '.$1ts')]
  return candidates.find(isFile)
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile()
}

function sourceOf(source: SourceFile, file: string): Source {
  return {
    file,
    text: source.getFullText(),
    imports: [...source.getImportDeclarations(), ...source.getExportDeclarations()]
      .filter((one) => !one.isTypeOnly())
      .flatMap((one) => one.getModuleSpecifierValue() ?? []),
    exports: (name) => exportsName(source, name),
    originOf: (place, path) => {
      const call = callAt(source, place)
      const found = call && argument(source, call, path)
      return found ? origin(source, found) : { unresolved: 'it is not written in the call itself' }
    },
    awaits: () => awaitsOf(source),
  }
}

function awaitsOf(source: SourceFile): readonly Place[] {
  const places: Place[] = []
  source.forEachDescendant((node, traversal) => {
    if (Node.isFunctionLikeDeclaration(node) || Node.isArrowFunction(node) || Node.isFunctionExpression(node)) traversal.skip()
    else if (Node.isAwaitExpression(node) || (Node.isForOfStatement(node) && node.isAwaited()))
      places.push(source.getLineAndColumnAtPos(node.getStart()))
  })
  return places
}

/** The call whose name, or whose start, is at this place: what the engine reports of `x.merge(…)` and of `table(…)`. */
function callAt(source: SourceFile, { line, column }: Place): CallExpression | undefined {
  const start = source.compilerNode.getPositionOfLineAndCharacter(line - 1, column - 1)
  for (let node: Node | undefined = source.getDescendantAtPos(start); node; node = node.getParent()) {
    if (!Node.isCallExpression(node)) continue
    const callee = node.getExpression()
    const name = Node.isPropertyAccessExpression(callee) ? callee.getNameNode() : callee
    if (name.getStart() === start || node.getStart() === start) return node
  }
  return undefined
}

function argument(source: SourceFile, call: CallExpression, [index, ...names]: readonly (number | string)[]): Expression | undefined {
  let value: Node | undefined = call.getArguments()[Number(index)]
  for (const name of names) value = value && property(source, value, String(name))
  return Node.isExpression(value) ? value : undefined
}

/** A property of an object written out, here or in a constant of this file. */
function property(source: SourceFile, node: Node, name: string): Node | undefined {
  const object = Node.isIdentifier(node) ? source.getVariableDeclaration(node.getText())?.getInitializer() : node
  if (Node.isAsExpression(object) || Node.isSatisfiesExpression(object)) return property(source, object.getExpression(), name)
  if (!Node.isObjectLiteralExpression(object)) return undefined
  const found = object.getProperty((one) => 'getName' in one && unquoted(one.getName()) === name)
  if (Node.isPropertyAssignment(found)) return found.getInitializer()
  return Node.isShorthandPropertyAssignment(found) ? found.getNameNode() : undefined
}

function unquoted(name: string): string {
  return name.replace(/^(['"])(.*)\1$/, '$2')
}

function origin(source: SourceFile, value: Expression): Origin {
  if (Node.isPropertyAccessExpression(value)) {
    const space = source.getImportDeclaration((one) => one.getNamespaceImport()?.getText() === value.getExpression().getText())
    return space
      ? { module: space.getModuleSpecifierValue(), name: value.getName() }
      : { unresolved: `${value.getText()} is a part of another constant` }
  }
  if (!Node.isIdentifier(value)) return { unresolved: 'it is written in place' }
  const name = value.getText()
  for (const declaration of source.getImportDeclarations()) {
    const module = declaration.getModuleSpecifierValue()
    if (declaration.getDefaultImport()?.getText() === name) return { module, name: 'default' }
    const named = declaration.getNamedImports().find((one) => (one.getAliasNode() ?? one.getNameNode()).getText() === name)
    if (named) return { module, name: named.getName() }
  }
  return { name: exportedAs(source, name) }
}

/** The name under which `export { inner as outer }` gives a constant away. */
function exportedAs(source: SourceFile, name: string): string {
  const specifiers = source
    .getExportDeclarations()
    .filter((one) => !one.hasModuleSpecifier())
    .flatMap((one) => one.getNamedExports())
  return (
    specifiers
      .find((one) => one.getName() === name)
      ?.getAliasNode()
      ?.getText() ?? name
  )
}

function exportsName(source: SourceFile, name: string): boolean {
  const declared = [source.getVariableDeclaration(name)?.getVariableStatement(), source.getFunction(name), source.getClass(name)]
  if (declared.some((one) => one?.isExported())) return true
  if (name === 'default') return source.getDefaultExportSymbol() !== undefined
  return source
    .getExportDeclarations()
    .some(
      (one) =>
        one.isNamespaceExport() || one.getNamedExports().some((named) => (named.getAliasNode() ?? named.getNameNode()).getText() === name),
    )
}
