/** What becomes of what a connector throws. */
import { describe, expect, test } from 'vitest'
import { Calls } from '../../../runtime/connectors/custom/calls.ts'
import { Failure, httpFailure } from '../../../runtime/connectors/custom/definition.ts'
import { SystemError } from '../../../runtime/ports.ts'

const slept: number[] = []
const calls = new Calls({
  system: 'CRM',
  secrets: ['open sesame', 'x'],
  sleep: async (ms) => void slept.push(ms),
  longestMs: 20,
})
const throwing = (error: unknown) => async (): Promise<never> => {
  throw error
}
const told = async (call: Promise<unknown>): Promise<Failure | SystemError> =>
  call.then(
    () => Promise.reject(new Error('done')),
    (error) => error,
  )

describe('while something is written', () => {
  test.each([
    ['a time-out', new DOMException('timed out', 'TimeoutError'), 'uncertain'],
    [
      'a connection that was lost',
      new TypeError('fetch failed', { cause: Object.assign(new Error('gone'), { code: 'ECONNRESET' }) }),
      'uncertain',
    ],
    [
      'a connection that was refused',
      new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code: 'ECONNREFUSED' }) }),
      'unreachable',
    ],
    ['anything else', 'oh', 'uncertain'],
    ['what the connector knows', new Failure('rejected', 'no'), 'rejected'],
  ])('%s', async (_, error, kind) => {
    expect(await told(calls.write(throwing(error)))).toMatchObject({ name: 'Failure', kind })
  })
  test('a call that never ends', async () => {
    expect(await told(calls.write(async () => new Promise(() => undefined)))).toMatchObject({
      kind: 'uncertain',
      message: 'no answer within 0.02 s',
    })
  })
})

describe('while something is read', () => {
  test('whatever is thrown is a system that does not answer', async () => {
    const error = await told(calls.read(throwing(new TypeError('fetch failed'))))
    expect(error).toBeInstanceOf(SystemError)
    expect(error).toMatchObject({ kind: 'unreachable', system: 'CRM', message: 'fetch failed' })
  })
  test('a pause that is too long to wait for is told to the run', async () => {
    const error = await told(calls.read(throwing(new Failure('throttled', 'later', { retryAfterMs: 120_000 }))))
    expect(error).toMatchObject({ code: 'throttled', retryAfterMs: 120_000 })
  })
})

test('short pauses are kept, and then the call is made again', async () => {
  slept.length = 0
  let left = 2
  const answer = await calls.read(async () => {
    if (left-- > 0) throw new Failure('throttled', 'later', { retryAfterMs: 3_000 })
    return 'here'
  })
  expect([answer, slept]).toEqual(['here', [3_000, 3_000]])
})

test('no message holds a secret', async () => {
  const error = await told(calls.read(throwing(new Error('GET /?token=open sesame failed'))))
  expect(error.message).toBe('GET /?token=••• failed')
})

describe('HTTP answers', () => {
  const answer = (status: number, retryAfter: string | null = null) => httpFailure({ status, headers: { get: () => retryAfter } }, 'why')
  test.each([
    [401, 'unreachable'],
    [404, 'stale'],
    [409, 'stale'],
    [412, 'stale'],
    [422, 'rejected'],
    [429, 'throttled'],
    [500, 'uncertain'],
    [503, 'uncertain'],
    [504, 'uncertain'],
  ] as const)('%i is %s', (status, kind) => {
    expect(answer(status)).toMatchObject({ kind, message: `HTTP ${status}: why`, retryAfterMs: undefined })
  })
  test('how long to wait, in seconds or as a date', () => {
    expect(answer(429, '7').retryAfterMs).toBe(7_000)
    expect(answer(503, new Date(Date.now() + 60_000).toUTCString())).toMatchObject({
      kind: 'throttled',
      retryAfterMs: expect.closeTo(60_000, -4),
    })
    expect(answer(429, 'soon').retryAfterMs).toBeUndefined()
  })
})
