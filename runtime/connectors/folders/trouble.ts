/** What the operating system says of a file, in the terms of the ports. */
import { SystemError } from '../../ports.ts'

const told: Readonly<Record<string, readonly [kind: SystemError['kind'], code: string, what: string, wayOut: string]>> = {
  ENOSPC: ['unreachable', 'full', 'there is no room on the disk of', 'make room; nothing was lost, it is tried again'],
  EDQUOT: ['unreachable', 'full', 'the quota is used up on the disk of', 'make room; nothing was lost, it is tried again'],
  EFBIG: ['unreachable', 'full', 'the disk takes no file as large as', 'let the files be shorter with `rotate`'],
  EACCES: ['misfit', 'rights', 'this user may not read or write', 'give this user the right to read and write the folder and its files'],
  EPERM: ['misfit', 'rights', 'this user may not read or write', 'give this user the right to read and write the folder and its files'],
  EROFS: ['misfit', 'rights', 'the disk is read-only of', 'mount it so that it can be written'],
  ENOENT: ['unreachable', 'absent', 'there is no', 'make the folder, or say where it is'],
  ENOTDIR: ['misfit', 'absent', 'that is no folder:', 'say where the folder is'],
  EIO: ['unreachable', 'io', 'the disk failed at', 'look at the disk; it is tried again'],
}

/** Calls what touches files. @throws SystemError for what the operating system refuses; all else passes through */
export function touching<T>(system: string, path: string, call: () => T): T {
  try {
    return call()
  } catch (error) {
    const [kind, code, what, wayOut] = told[(error as NodeJS.ErrnoException).code ?? ''] ?? []
    if (kind === undefined || !(error instanceof Error)) throw error
    throw new SystemError(kind, code!, system, `${what!} ${path}: ${error.message}`, wayOut!)
  }
}
