import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect } from 'chai'
import express from 'express'
import { scimServer } from '../../mocks/scim-server/index.ts'
import { answeringServer } from '../support/answering-server.ts'
import { type Ended, scimRehearsal } from '../support/command.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { runAhead } from './support/run-ahead.ts'

/** A server that answers some requests and then makes its client wait. */
interface Waiting {
  readonly name: string
  /** The number of requests that the reference server answers. */
  readonly after: number
  readonly keepWaiting: RequestListener
  readonly argv: (place: { readonly url: string; readonly folder: string; readonly tape: string }) => readonly string[]
  readonly signal: NodeJS.Signals
  /** The exit code; null if the signal itself ends the process. */
  readonly code: number | null
}

const later: RequestListener = (_, response) => void response.writeHead(429, { 'retry-after': '86400' }).end()
const soon: RequestListener = (_, response) => void response.writeHead(429, { 'retry-after': '599' }).end()
const tomorrow: RequestListener = (_, response) => {
  const date = new Date(Date.now() + 86_400_000).toUTCString()
  response.writeHead(429, { 'retry-after': date }).end()
}
const never: RequestListener = () => {}
const app: RequestListener = express().use('/scim', scimServer())
const neverPost: RequestListener = (request, response) =>
  request.method === 'POST' ? undefined : app(request, response)
/** Longer than the time limit of a test. */
const LONG = ['--timeout', '600000']

/** A recording of one request. */
const RECORDING = JSON.stringify({
  id: 'a1',
  request: { method: 'POST', url: 'https://host.example/scim/Users', headers: [], body: '{"userName":"jane"}' },
  response: { status: 201, headers: [], body: '{"id":"7","userName":"jane"}' },
})

const WAITS: readonly Waiting[] = [
  {
    name: 'run and Retry-After: 86400',
    after: 120,
    keepWaiting: later,
    argv: ({ url, folder }) => ['run', '--target', url, '--suite', 'rfc7644', '--max-wait', '86400', '--out', folder],
    signal: 'SIGTERM',
    code: 130,
  },
  {
    name: 'run and Retry-After with the date of tomorrow',
    after: 120,
    keepWaiting: tomorrow,
    argv: ({ url, folder }) => ['run', '--target', url, '--suite', 'rfc7644', '--max-wait', '86400', '--out', folder],
    signal: 'SIGHUP',
    code: 130,
  },
  {
    name: 'run and a rate of one request in 1000 seconds',
    after: 0,
    keepWaiting: app,
    argv: ({ url, folder }) => ['run', '--target', url, '--rate', '0.001', '--out', folder],
    signal: 'SIGQUIT',
    code: 130,
  },
  {
    name: 'provision and Retry-After: 599',
    after: 1,
    keepWaiting: soon,
    argv: ({ url }) => ['provision', '--target', url, '--users', '3'],
    signal: 'SIGINT',
    code: 130,
  },
  {
    name: 'provision and a rate of one request in 1000 seconds',
    after: 0,
    keepWaiting: app,
    argv: ({ url }) => ['provision', '--target', url, '--users', '3', '--rate', '0.001'],
    signal: 'SIGHUP',
    code: 130,
  },
  {
    name: 'provision and no response',
    after: 1,
    keepWaiting: never,
    argv: ({ url }) => ['provision', '--target', url, '--users', '3'],
    signal: 'SIGQUIT',
    code: 130,
  },
  {
    name: 'on-demand and no response',
    after: 1,
    keepWaiting: never,
    argv: ({ url }) => ['on-demand', '1', '--target', url],
    signal: 'SIGINT',
    code: null,
  },
  {
    name: 'cleanup and no response',
    after: 1,
    keepWaiting: never,
    argv: ({ url }) => ['cleanup', '--target', url],
    signal: 'SIGTERM',
    code: null,
  },
  {
    name: 'doctor and no response',
    after: 3,
    keepWaiting: never,
    argv: ({ url }) => ['doctor', '--target', url],
    signal: 'SIGINT',
    code: null,
  },
  {
    name: 'run and no response',
    after: 45,
    keepWaiting: never,
    argv: ({ url, folder }) => ['run', '--target', url, '--suite', 'rfc7644', '--out', folder, ...LONG],
    signal: 'SIGHUP',
    code: 130,
  },
  {
    name: 'run and no response to a POST',
    after: 0,
    keepWaiting: neverPost,
    argv: ({ url, folder }) => ['run', '--target', url, '--check', 'scim.create.answers-201', '--out', folder, ...LONG],
    signal: 'SIGTERM',
    code: 130,
  },
  {
    name: 'replay and no response',
    after: 0,
    keepWaiting: never,
    argv: ({ url, tape }) => ['replay', tape, '--target', url, ...LONG],
    signal: 'SIGINT',
    code: 130,
  },
  {
    name: 'load and no response to its probe',
    after: 0,
    keepWaiting: never,
    argv: ({ url, folder }) => ['load', '--target', url, '--no-ceiling', '--out', folder, ...LONG],
    signal: 'SIGQUIT',
    code: 130,
  },
  {
    name: 'load and no response',
    after: 40,
    keepWaiting: never,
    argv: ({ url, folder }) => ['load', '--target', url, '--timeout', '3000', '--out', join(folder, 'load')],
    signal: 'SIGINT',
    code: 130,
  },
]

describe('a wait ends on a signal', () => {
  const bodies = runAhead(WAITS.map((waiting) => () => interrupt(waiting)))
  for (const [index, { name, signal }] of WAITS.entries()) it(`${name}: ${signal}`, () => bodies[index]?.())
})

describe('a command of --spawn ends with the process', () => {
  for (const [when, argv, signal, code] of [
    ['before it answers', ['provision', '--users', '2'], 'SIGHUP', 130],
    ['while it is tested by a command that waits for no signal', ['doctor'], 'SIGINT', null],
  ] as const)
    it(`that a signal ends ${when}: ${signal}`, async () => {
      using folder = temporaryFolder()
      const file = join(folder.path, 'pid')
      const begun = Promise.withResolvers<void>()
      await using server = await answeringServer((request, response) => {
        const isTested = request.headers.authorization !== undefined
        if (!existsSync(file) || readFileSync(file, 'utf8') === '') request.socket.destroy()
        else if (code === null && !isTested) response.end('{}')
        else begun.resolve()
      })
      let send: ((name: NodeJS.Signals) => void) | undefined
      const command = `echo $$ > '${file}'; exec sleep 1000`
      const running = scimRehearsal(
        [...argv, '--target', `${server.url}/scim`, '--token', 'abcdefgh', '--spawn', command],
        {
          onStart: (kill) => {
            send = kill
          },
        },
      )
      await begun.promise
      send?.(signal)
      const ended = await running
      expect(ended.code, ended.stdout + ended.stderr).to.equal(code)
      const id = readFileSync(file, 'utf8').trim()
      // A killed process may take a moment to end.
      for (let left = 500; isAlive(id) && left > 0; left -= 1) await setImmediate()
      expect(isAlive(id), 'whether the command is alive').to.equal(false)
    })
})

/** Returns whether a process has not ended; one whose parent has not asked for its exit code has ended. */
function isAlive(id: string): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', id], { encoding: 'utf8' })
  return !/^(?:Z.*)?$/.test(stdout.trim())
}

/** Sends the signal when the command waits for the target. Each wait is longer than the time limit of a test. */
async function interrupt({ after, keepWaiting, argv, signal, code }: Waiting): Promise<void> {
  using folder = temporaryFolder()
  const begun = Promise.withResolvers<void>()
  let requests = 0
  await using server = await answeringServer((request, response) => {
    requests += 1
    if (requests <= after) return void app(request, response)
    if (keepWaiting !== app && keepWaiting !== neverPost) request.resume()
    keepWaiting(request, response)
    if (keepWaiting === never || (keepWaiting === neverPost && request.method === 'POST')) begun.resolve()
    else if (keepWaiting !== neverPost) response.once('finish', begun.resolve)
  })
  let send: ((name: NodeJS.Signals) => void) | undefined
  const tape = join(folder.path, 'tape.ndjson')
  writeFileSync(tape, RECORDING)
  const running = scimRehearsal(argv({ url: `${server.url}/scim`, folder: join(folder.path, 'out'), tape }), {
    onStart: (kill) => {
      send = kill
    },
  })
  const ended: Ended | undefined = await Promise.race([running, begun.promise.then(() => undefined)])
  expect(ended, `it ended before: ${ended?.stdout}${ended?.stderr}`).to.equal(undefined)
  send?.(signal)
  const { code: exit, stdout, stderr } = await running
  expect(exit, stdout + stderr).to.equal(code)
}
