/** Failures of type stripping that a transpiler may do away with: what it cannot strip, and what it does not resolve. */
const beyond: ReadonlySet<unknown> = new Set([
  'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX',
  'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING',
  'ERR_MODULE_NOT_FOUND',
  'ERR_UNSUPPORTED_DIR_IMPORT',
  'ERR_UNKNOWN_FILE_EXTENSION',
  'ERR_PACKAGE_IMPORT_NOT_DEFINED',
])

export function isBeyondStripping(thrown: unknown): boolean {
  return beyond.has(codeOf(thrown))
}

/** Also a type that is imported like a value, which a transpiler drops; and the transpiler tells the column of what is no TypeScript at all. */
export function isSyntaxError(thrown: unknown): boolean {
  return thrown instanceof SyntaxError || codeOf(thrown) === 'ERR_INVALID_TYPESCRIPT_SYNTAX'
}

export function isUnknownExport(thrown: unknown): boolean {
  return thrown instanceof SyntaxError && / does not provide an export named /.test(thrown.message)
}

export function codeOf(thrown: unknown): unknown {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined
}
