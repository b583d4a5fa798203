/** Places in the log of a server: bytes since its beginning. A number holds 2^53 of them. */

/** @param text `16/B374D848` */
export function lsnOf(text: string): number {
  const [high = '', low = ''] = text.split('/')
  return Number.parseInt(high, 16) * 2 ** 32 + Number.parseInt(low, 16)
}

export function lsnText(lsn: number): string {
  const high = Math.floor(lsn / 2 ** 32)
  return `${high.toString(16).toUpperCase()}/${(lsn - high * 2 ** 32).toString(16).toUpperCase()}`
}

export function readLsn(bytes: Buffer, at: number): number {
  return bytes.readUInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4)
}

export function writeLsn(bytes: Buffer, lsn: number, at: number): void {
  const high = Math.floor(lsn / 2 ** 32)
  bytes.writeUInt32BE(high, at)
  bytes.writeUInt32BE(lsn - high * 2 ** 32, at + 4)
}
