import { spawn } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { compilers } from './compiler.ts'
import type { Project } from './project.ts'

/** As much of the language server protocol as it takes to ask what an editor would offer. */
export interface LanguageServer {
  /** The labels offered where `‸` stands in the text, in the file of this name. */
  completions(file: string, textWithCursor: string): Promise<readonly string[]>
  stop(): Promise<void>
}

interface Message {
  readonly id?: number
  readonly method?: string
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

export async function languageServer(project: Project): Promise<LanguageServer> {
  const server = spawn(process.execPath, [compilers['TypeScript 7.0'], '--lsp', '--stdio'], {
    cwd: project.folder,
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  const waiting = new Map<number, (message: Message) => void>()
  let lastId = 0

  const send = (message: object) => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message })
    server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
  }
  const notify = (method: string, params: object) => send({ method, params })
  const ask = (method: string, params: object | undefined) =>
    new Promise<unknown>((resolve, reject) => {
      const id = ++lastId
      waiting.set(id, ({ error, result }) => (error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result)))
      send({ id, method, ...(params && { params }) })
    })

  let received: Buffer = Buffer.alloc(0)
  server.stdout.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk])
    for (let next = firstMessage(received); next; next = firstMessage(received)) {
      received = next.rest
      const { message } = next
      if (message.id === undefined) continue
      // What the server asks of the editor (its settings, a watched file) has no bearing here.
      if (message.method !== undefined) send({ id: message.id, result: null })
      else waiting.get(message.id)?.(message)
    }
  })

  await ask('initialize', { processId: process.pid, rootUri: pathToFileURL(project.folder).href, capabilities: {} })
  notify('initialized', {})

  return {
    async completions(file, textWithCursor) {
      const cursor = textWithCursor.indexOf('‸')
      if (cursor < 0) throw new Error('the text has no cursor')
      const before = textWithCursor.slice(0, cursor).split('\n')
      const text = textWithCursor.replace('‸', '')
      const uri = pathToFileURL(project.write(file, text)).href
      const position = { line: before.length - 1, character: before.at(-1)!.length }
      notify('textDocument/didOpen', { textDocument: { uri, languageId: 'typescript', version: 1, text } })
      const offered = (await ask('textDocument/completion', { textDocument: { uri }, position })) as Offered
      notify('textDocument/didClose', { textDocument: { uri } })
      return (offered?.items ?? []).map(({ label }) => label).sort()
    },
    async stop() {
      await ask('shutdown', undefined)
      send({ method: 'exit' })
      server.stdin.end()
      await ended
    },
  }
}

type Item = { readonly label: string }
type Offered = { readonly items: readonly Item[] } | null

/** The first whole message in what came in, and what follows it. */
function firstMessage(received: Buffer): { readonly message: Message; readonly rest: Buffer } | undefined {
  const end = received.indexOf('\r\n\r\n')
  const length = Number(/Content-Length: (\d+)/i.exec(received.toString('latin1', 0, Math.max(end, 0)))?.[1])
  if (end < 0 || received.length < end + 4 + length) return undefined
  const body = received.toString('utf8', end + 4, end + 4 + length)
  return { message: JSON.parse(body) as Message, rest: received.subarray(end + 4 + length) }
}
