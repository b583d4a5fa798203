/** A wire between a client and a server that can be cut after any number of bytes: in the middle of a batch, of a message, of a stream. */
import type { AddressInfo, Socket } from 'node:net'
import { connect, createServer } from 'node:net'

export interface Wire {
  readonly port: number
  /** Cuts every connection once so many more bytes have passed, either way; the rest of that message never arrives. Resolves when it has. */
  cutAfter(bytes: number): Promise<void>
  close(): void
}

export async function wireTo(port: number): Promise<Wire> {
  const ends = new Set<Socket>()
  let left = Infinity
  let wasCut: () => void = () => undefined
  const pass = (bytes: Buffer, to: Socket) => {
    to.write(bytes.subarray(0, Math.min(bytes.length, left)))
    left -= bytes.length
    if (left > 0) return
    left = Infinity
    for (const end of ends) end.destroySoon()
    wasCut()
  }
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    const both = [
      [near, far],
      [far, near],
    ] as const
    for (const [from, to] of both) {
      ends.add(from)
      from.on('data', (bytes) => pass(bytes, to))
      from.on('error', () => undefined)
      from.on('close', () => {
        ends.delete(from)
        to.destroySoon()
      })
    }
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    cutAfter: async (bytes) =>
      new Promise<void>((resolve) => {
        left = bytes
        wasCut = resolve
      }),
    close: () => {
      server.close()
      for (const end of ends) end.destroy()
    },
  }
}
