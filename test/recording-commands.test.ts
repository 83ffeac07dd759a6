import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { compareCommand } from '../harness/cli/compare.ts'
import { explainCommand } from '../harness/cli/explain.ts'
import { replayCommand } from '../harness/cli/replay.ts'
import { UsageError } from '../harness/cli/usage-error.ts'
import { listenScimServer } from '../mocks/scim-server/index.ts'
import { scimRehearsal } from './support/command.ts'
import { entryOf, LOG_FORMS } from './support/provisioning-logs.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
const line = (method: string, path: string, status: number, body: unknown, sent?: unknown): string =>
  JSON.stringify({
    id: `p-${method}`,
    request: {
      method,
      url: `https://host.example${path}`,
      headers: [
        { name: 'authorization', value: 'Bearer ***' },
        { name: 'content-type', value: 'application/scim+json; charset=utf-8' },
      ],
      ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
    },
    response: {
      status,
      headers: [{ name: 'content-type', value: 'application/scim+json' }],
      body: body === undefined ? '' : JSON.stringify(body),
    },
  })
const TAPE = [
  line(
    'POST',
    '/scim/Users',
    201,
    { schemas: [USER], id: '7', userName: 'jane', active: true },
    { schemas: [USER], userName: 'jane', active: true },
  ),
  line('GET', '/scim/Users/7', 200, { schemas: [USER], id: '7', userName: 'jane', active: 'True' }),
]

describe('the commands for recordings and logs', () => {
  it('explain reads UTF-16, writes a ticket, and runs the checks of the causes', async () => {
    using folder = temporaryFolder()
    await using server = await listenScimServer({ deviation: 'active-string-refused' })
    const file = join(folder.path, 'log.json')
    const reason = 'StatusCode: BadRequest Message: x Web Response: {"detail":"active must be a boolean"}.'
    const text = LOG_FORMS['portal-json']?.([
      entryOf({ errorCode: 'SystemForCrossDomainIdentityManagementServiceIncompatible', action: 'disable', reason }),
    ])
    writeFileSync(file, Buffer.from(`\uFEFF${text}`, 'utf16le'))
    const ticket = join(folder.path, 'ticket.md')
    const ended = await scimRehearsal([
      'explain',
      file,
      '--target',
      server.url,
      '--reporter',
      'console',
      '--reporter',
      `markdown=${ticket}`,
    ])
    expect(ended.code, ended.stderr).to.equal(1)
    expect(ended.stdout)
      .to.include('1 entry (portal')
      .and.match(/fail +entra\.disable\.legacy-string/)
    expect(readFileSync(ticket, 'utf8')).to.match(/^# Failures in log\.json/)
  })

  it('replay ignores a truncated line and says so, shows the differences, and exits with 1', async () => {
    using folder = temporaryFolder()
    await using server = await listenScimServer()
    const file = join(folder.path, 'tape.ndjson')
    writeFileSync(file, `${TAPE.join('\n')}\n${TAPE[0]?.slice(0, 50)}`)
    const ended = await scimRehearsal(['replay', folder.path, '--target', server.url, '--token', 'x', '--max-gap', '0'])
    expect(ended.code, ended.stderr).to.equal(1)
    expect(ended.stdout).to.include('2 requests, 1 answer differs').and.include('active: recorded "True", now true')
    expect(ended.stdout).to.match(/note: .*tape\.ndjson:3 is cut off and was left out/)
    const left = (await (await fetch(`${server.url}/Users`)).json()) as { totalResults: number }
    expect(left.totalResults).to.equal(0)
  })

  it('compare reads a HAR of a whole browser session by its base, and writes a file for --fidelity', async () => {
    using folder = temporaryFolder()
    const file = join(folder.path, 'session.har')
    const asEntry = (text: string): unknown => {
      const { request, response } = JSON.parse(text) as { request: { body?: string }; response: { body: string } }
      return {
        request: { ...request, postData: { text: request.body } },
        response: { ...response, content: { text: response.body } },
      }
    }
    const page = line('GET', '/index.html', 200, undefined)
    writeFileSync(file, JSON.stringify({ log: { version: '1.2', entries: [page, ...TAPE, page].map(asEntry) } }))
    const fidelity = join(folder.path, 'fidelity.json')
    const ended = await scimRehearsal(['compare', file, '--base', 'https://host.example/scim', '--write', fidelity])
    expect(ended.stdout).to.include('of 2 requests').and.include('accept=none: 2 times')
    expect(ended.code, ended.stderr).to.equal(1)
    const dry = await scimRehearsal(['provision', '--dry-run', '--users', '1', '--fidelity', fidelity])
    expect(dry.code, dry.stderr).to.equal(0)
  })

  it('report wrong input as a mistake of the caller, in one line', async () => {
    using folder = temporaryFolder()
    const page = join(folder.path, 'page.har')
    writeFileSync(
      page,
      `{"log":{"entries":[{"request":{"method":"GET","url":"https://host.example/index.html"},"response":{"status":200}}]}}`,
    )
    const log = join(folder.path, 'log.csv')
    writeFileSync(log, 'a,b\n1,2\n')
    const target = ['--target', 'http://127.0.0.1:1/scim']
    const cases = [
      [compareCommand(), [page], /none with a SCIM endpoint such as \/Users in its URL; give the base URL with --base/],
      [compareCommand(), [page, '--base', 'https://host.example/scim'], /none is below https:\/\/host\.example\/scim/],
      [replayCommand(), [page, ...target], /none with a SCIM endpoint/],
      [replayCommand(), [page], /replay needs --target/],
      [explainCommand(), [log], /is not a provisioning log: its columns are a, b/],
      [explainCommand(), [page], /is not a provisioning log/],
      [explainCommand(), [log, '--reporter', 'pdf'], /--reporter takes console, markdown, html, json, not "pdf"/],
    ] as const
    for (const [command, argv, says] of cases) {
      const error = await command.parseAsync([...argv], { from: 'user' }).catch((caught: unknown) => caught)
      expect(error).to.be.instanceOf(UsageError)
      expect(String(error)).to.match(says).and.not.match(/\n/)
    }
  })
})
