/** Files that are there after a power loss: whole, or as they were before. */
import { closeSync, constants, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** The folder's list of names is on the disk. */
export function syncFolder(folder: string): void {
  const fd = openSync(folder, constants.O_RDONLY)
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** All of it, from a place in the file on. */
export function writeAll(fd: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done, bytes.length - done, at + done)
}

/** Takes the place of a file at once: who reads meanwhile sees the one or the other, whole. @param aside where it is written first, in the same folder */
export function replaceFile(file: string, aside: string, text: string): void {
  const fd = openSync(aside, 'w')
  try {
    writeAll(fd, Buffer.from(text), 0)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  renameSync(aside, file)
  syncFolder(dirname(file))
}
