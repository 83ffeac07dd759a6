import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { reporters } from '../../reports/index.ts'
import { answeringServer } from '../support/answering-server.ts'
import { type Ended, scimRehearsal } from '../support/command.ts'
import { entryOf, LOG_FORMS } from '../support/provisioning-logs.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { echoing } from './support/echoing-server.ts'
import { ENCODINGS, filesBelow, inEveryEncoding, leaksOf, MARK, planted } from './support/planted.ts'
import { runAhead } from './support/run-ahead.ts'

/** A place for secrets, the command that reads them from there, and the output that proves that it did. */
interface Planting {
  readonly name: string
  readonly server?: RequestListener
  readonly argv: (place: { url: string; folder: string }) => readonly string[]
  readonly environment?: (folder: string) => Readonly<Record<string, string>>
  /** Files that exist before the command, by name. */
  readonly files?: Readonly<Record<string, string>>
  readonly code: number
  readonly prints: RegExp
  /** Names of files that must have been written. */
  readonly writes?: readonly string[]
}

const TOKEN = planted('token')
const BASIC = `Basic ${Buffer.from(`entra:${planted('basic')}`).toString('base64')}`
const every = Object.keys(reporters).flatMap((name) => ['--reporter', name])
const withUser = (url: string): string => url.replace('://', `://entra:${encodeURIComponent(planted('url'))}@`)
const query = `key=${encodeURIComponent(planted('query'))}`

/**
 * A token endpoint that returns a planted token, or an error that repeats the secret; and a SCIM server that repeats
 * what it receives.
 */
const oauth =
  (isGranted: boolean, scim: RequestListener = echoing): RequestListener =>
  (request, response) => {
    if (!request.url?.startsWith('/token')) return scim(request, response)
    let sent = ''
    request.on('data', (chunk) => {
      sent += String(chunk)
    })
    request.on('end', () => {
      response.writeHead(isGranted ? 200 : 401, { 'content-type': 'application/json' })
      const [, pair = ''] = /^Basic (.*)$/.exec(request.headers.authorization ?? '') ?? []
      const received = `${Buffer.from(pair, 'base64').toString('utf8')} ${request.headers.authorization} ${sent}`
      const refusal = { error: received, error_description: Buffer.from(received).toString('base64') }
      response.end(
        JSON.stringify(
          isGranted ? { access_token: planted('fetched'), token_type: 'Bearer', expires_in: 3600 } : refusal,
        ),
      )
    })
  }

/** A server that rejects each create with an error that repeats the received secrets. */
const refusing: RequestListener = (request, response) => {
  if (request.method === 'POST') request.method = 'PUT'
  echoing(request, response)
}

/**
 * A server with a user of an earlier run, whose id and name repeat the received secrets, and which it does not
 * remove.
 */
const leftBehind: RequestListener = (request, response) => {
  if (request.method === 'DELETE') return echoing(request, response)
  const secrets = `${request.headers.authorization} ${request.headers['x-secret']}`
  const user = { id: secrets, userName: `rhm00000x0x0001`, displayName: inEveryEncoding(secrets) }
  const isList = /\/Users(?:\?|$)/.test(request.url ?? '')
  const list = { schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'], totalResults: 1, Resources: [user] }
  response.writeHead(200, { 'content-type': 'application/scim+json' }).end(JSON.stringify(isList ? list : user))
}

const header = (name: string, value: string): object => ({ name, value })
/** A recording of another tool, which masked nothing. */
const RECORDING = JSON.stringify({
  id: 'a1',
  request: {
    method: 'POST',
    url: `https://entra:${encodeURIComponent(planted('url'))}@host.example/scim/Users?access_token=${encodeURIComponent(planted('query'))}`,
    headers: [
      header('authorization', `Bearer ${planted('recorded')}`),
      header('cookie', `a=${encodeURIComponent(planted('cookie'))}`),
      header('x-api-key', planted('key')),
      header('content-type', 'application/scim+json'),
    ],
    body: JSON.stringify({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: 'jane',
      password: planted('password'),
    }),
  },
  response: {
    status: 201,
    headers: [header('content-type', 'application/scim+json'), header('set-cookie', `a=${planted('answer')}`)],
    body: JSON.stringify({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      id: '7',
      userName: 'jane',
      password: planted('password'),
      detail: inEveryEncoding(planted('recorded')),
    }),
  },
})
/** A provisioning log whose reason quotes a response with secrets. */
const LOG =
  LOG_FORMS['portal-json']?.([
    entryOf({
      errorCode: 'SystemForCrossDomainIdentityManagementServiceIncompatible',
      action: 'disable',
      reason: `StatusCode: BadRequest Message: x Web Response: {"detail":"active must be a boolean","password":"${MARK}log-4711","url":"https://u:${MARK}log-4712@host/?access_token=${MARK}log-4713"}.`,
    }),
  ]) ?? ''

const PLANTINGS: readonly Planting[] = [
  {
    name: 'run, with every reporter, against a server that repeats everything it receives',
    server: echoing,
    argv: ({ url, folder }) => [
      ...['run', '--target', withUser(`${url}/scim`), '--suite', 'entra', '--seed', '7', '--out', join(folder, 'out')],
      ...['--header', `x-secret: ${planted('header')}`, '--header', `x-api-key: ${planted('key')}`, ...every],
    ],
    environment: (folder) => ({
      SCIM_TOKEN: TOKEN,
      GITHUB_ACTIONS: 'true',
      GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
    }),
    code: 1,
    prints: /NONCONFORMANT[\s\S]*::error|::error[\s\S]*NONCONFORMANT/,
    writes: [
      'result.json',
      'report.html',
      'junit.xml',
      'report.md',
      'report.sarif',
      'exchanges.har',
      'tape.ndjson',
      'summary.md',
    ],
  },
  {
    name: 'run with basic credentials in a header',
    server: echoing,
    argv: ({ url, folder }) => [
      ...['run', '--target', url, '--header', `authorization: ${BASIC}`, '--check', 'entra.create.*'],
      ...['--seed', '7', '--out', join(folder, 'out'), ...every],
    ],
    code: 1,
    prints: /NONCONFORMANT/,
    writes: ['result.json', 'tape.ndjson'],
  },
  {
    name: 'run with a token that is fetched',
    server: oauth(true),
    argv: ({ url, folder }) => [
      ...['run', '--target', url, '--oauth-token-url', withUser(`${url}/token?${query}`), '--oauth-client-id', 'entra'],
      ...[
        '--oauth-client-secret',
        planted('client'),
        '--check',
        'entra.create.*',
        '--out',
        join(folder, 'out'),
        ...every,
      ],
    ],
    code: 1,
    prints: /NONCONFORMANT/,
    writes: ['result.json', 'tape.ndjson'],
  },
  {
    name: 'run with a token endpoint that repeats the client secret in its error',
    server: oauth(false),
    argv: ({ url, folder }) => [
      ...['run', '--target', withUser(url), '--oauth-token-url', withUser(`${url}/token?${query}`)],
      ...[
        '--oauth-client-id',
        'entra',
        '--oauth-client-secret',
        planted('client'),
        '--out',
        join(folder, 'out'),
        ...every,
      ],
    ],
    code: 3,
    prints: /gave no access_token/,
    writes: ['result.json', 'report.html'],
  },
  {
    name: 'run against a server that redirects to a login page with the token',
    server: (request, response) => {
      const token = encodeURIComponent(request.headers.authorization ?? '')
      response
        .writeHead(302, { location: `https://u:${token}@login.example/auth?id_token=${token}#access_token=${token}` })
        .end()
    },
    argv: ({ url, folder }) => ['run', '--target', url, '--token', TOKEN, '--out', join(folder, 'out'), ...every],
    code: 3,
    prints: /redirects to https:\/\/login\.example\/auth, a login page/,
  },
  {
    name: 'run with a command that has secrets and prints them, with its environment',
    argv: ({ folder }) => [
      ...['run', '--target', 'http://127.0.0.1:{port}/scim', '--out', join(folder, 'out'), ...every, '--token', TOKEN],
      '--spawn',
      `DB_PASSWORD=${MARK}spawn-4711 sh -c 'echo "$DB_PASSWORD $SCIM_TOKEN $0" >&2; printf %s "$SCIM_TOKEN" | base64; exit 7' --api-key ${MARK}spawn-4712 # https://u:${MARK}spawn-4713@db`,
    ],
    code: 3,
    prints: /did not start: it ended with 7/,
    writes: ['result.json', 'report.html'],
  },
  {
    name: 'provision, with its log, its state and its mail',
    server: echoing,
    argv: ({ url, folder }) => [
      ...[
        'provision',
        '--target',
        withUser(`${url}/scim`),
        '--token',
        TOKEN,
        '--header',
        `x-secret: ${planted('header')}`,
      ],
      ...['--users', '3', '--scenario', 'lifecycle', '--cycles', '3', '--seed', '7'],
      ...['--log', join(folder, 'job.ndjson'), '--state', join(folder, 'job.db')],
      ...['--mail-to', 'it@contoso.com', '--mail-via', join(folder, 'mail.eml')],
    ],
    code: 1,
    prints: /initial/,
    writes: ['job.ndjson', 'job.db'],
  },
  {
    name: 'provision --table, with a token that is fetched',
    server: oauth(true),
    argv: ({ url }) => [
      ...['provision', '--target', url, '--oauth-token-url', `${url}/token`, '--oauth-client-id', 'entra', '--table'],
      ...['--oauth-client-secret', planted('client'), '--users', '3', '--cycles', '2', '--seed', '7'],
    ],
    code: 1,
    prints: /initial/,
  },
  {
    name: 'provision --json, with a token endpoint that repeats the client secret in its error',
    server: oauth(false),
    argv: ({ url }) => [
      ...['provision', '--json', '--target', url, '--oauth-token-url', `${url}/token`, '--oauth-client-id', 'entra'],
      ...['--oauth-client-secret', planted('client'), '--users', '3', '--seed', '7'],
    ],
    code: 3,
    prints: /"summary":true/,
  },
  {
    name: 'provision --dry-run',
    argv: () => ['provision', '--dry-run', '--token', TOKEN, '--users', '2', '--seed', '7'],
    code: 0,
    prints: /POST /,
  },
  {
    name: 'provision with a token of Entra',
    server: echoing,
    argv: ({ url }) => ['provision', '--json', '--entra-token', '--target', url, '--users', '2', '--seed', '7'],
    code: 1,
    prints: /"summary":true/,
  },
  {
    name: 'on-demand',
    server: echoing,
    argv: ({ url }) => [
      'on-demand',
      '1',
      '--target',
      url,
      '--token',
      TOKEN,
      '--header',
      `x-secret: ${planted('header')}`,
    ],
    code: 0,
    prints: /✓ Import/,
  },
  {
    name: 'on-demand --json, with an error that repeats a header',
    server: refusing,
    argv: ({ url }) => [...['on-demand', '1', '--json', '--target', url, '--header', `x-secret: ${planted('header')}`]],
    code: 1,
    prints: /"failure"[^}]*\*\*\*/,
  },
  {
    name: 'on-demand, with a token endpoint that repeats the client secret in its error',
    server: oauth(false),
    argv: ({ url }) => [
      ...[
        'on-demand',
        '1',
        '--target',
        url,
        '--oauth-token-url',
        withUser(`${url}/token`),
        '--oauth-client-id',
        'entra',
      ],
      ...['--oauth-client-secret', planted('client')],
    ],
    code: 3,
    prints: /✗ Test connection the token endpoint answered 401/,
  },
  {
    name: 'doctor',
    server: echoing,
    argv: ({ url }) => [
      ...['doctor', '--write', '--target', withUser(`${url}/scim`), '--token', TOKEN, '--header'],
      `x-secret: ${planted('header')}`,
    ],
    code: 0,
    prints: /yes/,
  },
  {
    name: 'doctor --json, with a token that is fetched',
    server: oauth(true),
    argv: ({ url }) => [
      ...['doctor', '--json', '--write', '--target', url, '--oauth-token-url', withUser(`${url}/token?${query}`)],
      ...['--oauth-client-id', 'entra', '--oauth-client-secret', planted('client')],
    ],
    code: 0,
    prints: /"abilities"/,
  },
  {
    name: 'load',
    server: echoing,
    argv: ({ url, folder }) => [
      ...['load', '--target', withUser(`${url}/scim`), '--token', TOKEN, '--header', `x-secret: ${planted('header')}`],
      ...['--stage', '1s:5', '--no-ceiling', '--out', join(folder, 'load')],
    ],
    code: 0,
    prints: /requests/,
    writes: ['load.json', 'load.html'],
  },
  {
    name: 'cleanup',
    server: leftBehind,
    argv: ({ url }) => [
      'cleanup',
      '--target',
      withUser(url),
      '--token',
      TOKEN,
      '--header',
      `x-secret: ${planted('h')}`,
    ],
    code: 1,
    prints: /^left /m,
  },
  {
    name: 'cleanup --json, with a token that is fetched',
    server: oauth(true, leftBehind),
    argv: ({ url }) => [
      ...['cleanup', '--json', '--target', url, '--oauth-token-url', withUser(`${url}/token?${query}`)],
      ...['--oauth-client-id', 'entra', '--oauth-client-secret', planted('client')],
    ],
    code: 1,
    prints: /"left"/,
  },
  {
    name: 'replay of a recording with secrets',
    server: echoing,
    files: { 'tape.ndjson': RECORDING },
    argv: ({ url, folder }) => [
      ...['replay', join(folder, 'tape.ndjson'), '--target', url, '--token', TOKEN, '--verbose'],
      ...['--header', `x-secret: ${planted('header')}`],
    ],
    code: 1,
    prints: /POST/,
  },
  {
    name: 'replay --json of a recording with secrets',
    server: echoing,
    files: { 'tape.ndjson': RECORDING },
    argv: ({ url, folder }) => ['replay', join(folder, 'tape.ndjson'), '--json', '--target', url, '--token', TOKEN],
    code: 1,
    prints: /"steps"/,
  },
  {
    name: 'compare of a recording with secrets',
    files: { 'tape.ndjson': RECORDING },
    argv: ({ folder }) => ['compare', join(folder, 'tape.ndjson'), '--write', join(folder, 'fidelity.json')],
    code: 1,
    prints: /POST/,
    writes: ['fidelity.json'],
  },
  {
    name: 'judge of a recording with secrets, and its fixtures',
    files: { 'tape.ndjson': RECORDING },
    argv: ({ folder }) => [
      ...['judge', join(folder, 'tape.ndjson'), '--verbose', '--out', join(folder, 'fixtures')],
      ...['--reporter', 'nock', '--reporter', 'wiremock', '--reporter', 'hoverfly'],
    ],
    code: 1,
    prints: /no-password/,
  },
  {
    name: 'explain of a log with secrets, and the checks of its causes',
    server: echoing,
    files: { 'log.json': LOG },
    argv: ({ url, folder }) => [
      ...['explain', join(folder, 'log.json'), '--target', url, '--token', TOKEN, '--reporter', 'console'],
      ...['--reporter', `markdown=${join(folder, 'ticket.md')}`, '--reporter', `html=${join(folder, 'ticket.html')}`],
    ],
    code: 1,
    prints: /entry/,
    writes: ['ticket.md', 'ticket.html'],
  },
  {
    name: 'a secret in the query of the Tenant URL',
    argv: () => ['run', '--target', `https://host.example/scim?${query}`],
    code: 2,
    prints: /"key" in its query/,
  },
  {
    name: 'a Tenant URL with another scheme and a password',
    argv: () => ['provision', '--target', `htps://entra:${MARK}4711@host.example/scim?${query}`],
    code: 2,
    prints: /is not a Tenant URL/,
  },
  {
    name: 'a header without a colon',
    argv: () => ['run', '--target', 'http://127.0.0.1:1', '--header', `Authorization Bearer ${TOKEN}`],
    code: 2,
    prints: /--header takes 'name: value'; a line of \d+ characters has no colon/,
  },
  {
    name: 'a header with an invalid name',
    argv: () => ['provision', '--target', 'http://127.0.0.1:1', '--header', `${MARK}4711 x: y`],
    code: 2,
    prints: /is not a header name/,
  },
  {
    name: 'a token with a line break',
    argv: () => ['run', '--target', 'http://127.0.0.1:1', '--token', `${MARK}4711\n${MARK}4712`],
    code: 2,
    prints: /contains a line break/,
  },
  {
    name: 'a token file with a second line',
    files: { token: `${MARK}4711\n${MARK}4712\n` },
    argv: ({ folder }) => ['provision', '--target', 'http://127.0.0.1:1', '--token-file', join(folder, 'token')],
    code: 2,
    prints: /contains a line break/,
  },
  {
    name: 'an option that is misspelt',
    argv: () => ['run', `--tokne=${TOKEN}`],
    code: 2,
    prints: /unknown option '--tokne=\*\*\*'/,
  },
  {
    name: 'an option that is unknown, with a value',
    argv: () => ['run', `--bearer=${MARK}4711`],
    code: 2,
    prints: /unknown option '--bearer=\*\*\*'/,
  },
  {
    name: 'a token as the value of another option',
    argv: () => ['run', '--concurrency', TOKEN, `--token=${TOKEN}`],
    code: 2,
    prints: /--concurrency takes a whole number .*\*\*\*/,
  },
  {
    name: 'a short token as a command',
    argv: () => ['pla-7', '--token', 'pla-7'],
    code: 2,
    prints: /unknown command '\*\*\*'/,
  },
  {
    name: 'a token with a blank and without quotation marks',
    argv: () => ['run', '--target', 'http://127.0.0.1:1', '--token', 'Bearer', `${MARK}4711`],
    code: 2,
    prints: /too many arguments for 'run'/,
  },
  {
    name: 'a token as the Tenant URL',
    argv: () => ['doctor', '--target', `${MARK}4711`],
    code: 2,
    prints: /Tenant URL; give the SCIM base URL/,
  },
  {
    name: 'a token as the query of the Tenant URL',
    argv: () => ['run', '--target', `https://host.example/scim?${MARK}4711`],
    code: 2,
    prints: /a value in its query/,
  },
  {
    name: 'a token as the URL of tokens',
    argv: () => [
      ...['cleanup', '--target', 'http://127.0.0.1:1', '--oauth-token-url', `${MARK}4711`, '--oauth-client-id', 'a'],
      ...['--oauth-client-secret', 'b'],
    ],
    code: 2,
    prints: /--oauth-token-url takes an absolute http or https URL/,
  },
  {
    name: 'a token as the URL of an API',
    argv: () => ['serve', 'jumpcloud-scim', '--api-url', `${MARK}4711`],
    code: 2,
    prints: /--api-url takes an absolute http or https URL/,
  },
  {
    name: 'a token in place of its file',
    argv: () => ['doctor', '--target', 'http://127.0.0.1:1', '--token-file', `${MARK}4711`],
    code: 2,
    prints: /--token-file takes the path of a file, not the secret itself/,
  },
  {
    name: 'the token of a file as a suite',
    files: { token: `${MARK}4711\n` },
    argv: ({ folder }) => ['run', '--token-file', join(folder, 'token'), '--suite', `${MARK}4711`],
    code: 2,
    prints: /unknown suite \*\*\*/,
  },
  {
    name: 'the token of a configuration as an option that it is read after',
    files: { 'a.config.ts': `export default { token: '${MARK}4711', headers: { 'x-api-key': "${MARK}4712" } }` },
    argv: ({ folder }) => [...['run', '--config', join(folder, 'a.config.ts'), '--rate', `${MARK}4711 ${MARK}4712`]],
    code: 2,
    prints: /--rate takes requests per second/,
  },
  {
    name: 'the token of a variable as a scenario',
    argv: () => ['provision', '--scenario', `${MARK}4711`],
    environment: () => ({ MY_SCIM_TOKEN: `${MARK}4711` }),
    code: 2,
    prints: /--scenario takes/,
  },
  {
    name: 'a configuration with values of the wrong type',
    files: {
      'rehearsal.config.json': JSON.stringify({
        token: [TOKEN],
        headers: { authorization: { x: TOKEN }, 'bad name': TOKEN },
        tokne: TOKEN,
      }),
    },
    argv: ({ folder }) => ['run', '--config', join(folder, 'rehearsal.config.json')],
    code: 2,
    prints: /token must be string/,
  },
  {
    name: 'a configuration that is not JSON',
    files: { 'rehearsal.config.json': `{"token":${MARK}4711}` },
    argv: ({ folder }) => ['run', '--config', join(folder, 'rehearsal.config.json')],
    code: 2,
    prints: /is not JSON/,
  },
  {
    name: 'a configuration with a syntax error',
    files: { 'rehearsal.config.ts': `export default { token: '${MARK}4711' '${MARK}4712' }` },
    argv: ({ folder }) => ['run', '--config', join(folder, 'rehearsal.config.ts')],
    code: 2,
    prints: /cannot be loaded: syntax error/,
  },
]

describe('no secret leaves the process', () => {
  const bodies = runAhead(PLANTINGS.map((planting) => () => plant(planting)))
  for (const [index, body] of bodies.entries()) it(PLANTINGS[index]?.name ?? '', body)

  it('the search would find secrets', () => {
    for (const [name, encode] of Object.entries(ENCODINGS)) expect(leaksOf(`a ${encode(TOKEN)}`), name).to.not.be.empty
    expect(leaksOf('{"password":"hunter2"}')).to.have.lengthOf(1)
    expect(leaksOf('"{\\"password\\":\\"hunter2\\"}"')).to.have.lengthOf(1)
  })
})

describe('a file that all users could read before', () => {
  for (const [names, argv] of [
    [
      ['result.json', 'report.html', 'junit.xml', 'tape.ndjson', 'exchanges.har'],
      (folder: string) => ['run', '--check', 'scim.paging.count-zero', '--reporter', 'har', '--out', folder],
    ],
    [
      ['job.ndjson', 'job.db'],
      (folder: string) => [
        ...['provision', '--users', '2', '--log', join(folder, 'job.ndjson'), '--state', join(folder, 'job.db')],
      ],
    ],
  ] as const)
    it(`is its owner's alone when a command writes to it: ${names.join(', ')}`, async () => {
      using folder = temporaryFolder()
      for (const name of names) {
        writeFileSync(join(folder.path, name), '')
        chmodSync(join(folder.path, name), 0o666)
      }
      const { code, stdout, stderr } = await scimRehearsal(argv(folder.path))
      expect(code, stdout + stderr).to.equal(0)
      for (const name of names) {
        const { mode, size } = statSync(join(folder.path, name))
        expect(size, name).to.be.above(0)
        expect((mode & 0o777).toString(8), name).to.equal('600')
      }
    })
})

function expectNoLeak({ stdout, stderr }: Ended): void {
  expect(leaksOf(stdout), 'standard output').to.deep.equal([])
  expect(leaksOf(stderr), 'standard error').to.deep.equal([])
}

/** Runs a command with planted secrets and searches every byte of its output. */
async function plant({
  server = echoing,
  argv,
  environment,
  files = {},
  code,
  prints,
  writes = [],
}: Planting): Promise<void> {
  await using target = await answeringServer(server)
  using folder = temporaryFolder()
  const given = Object.keys(files).map((file) => join(folder.path, file))
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder.path, file)), { recursive: true })
    writeFileSync(join(folder.path, file), content)
  }
  const ended = await scimRehearsal(argv({ url: target.url, folder: folder.path }), {
    environment: environment?.(folder.path) ?? {},
  })
  expectNoLeak(ended)
  expect(`${ended.stdout}\n${ended.stderr}`, `exit code ${ended.code}`).to.match(prints)
  expect(ended.code, ended.stdout + ended.stderr).to.equal(code)
  if (code === 2) expect(ended.stderr.trimEnd().split('\n'), ended.stderr).to.have.lengthOf(1)
  const written = filesBelow(folder.path).filter((file) => !given.includes(file.name))
  expect(written.map((file) => file.name.split('/').at(-1))).to.include.members([...writes])
  for (const file of written) {
    expect(leaksOf(file.text), file.name).to.deep.equal([])
    // The owner may run a script.
    const mode = file.name.endsWith('.sh') ? '700' : '600'
    expect((statSync(file.name).mode & 0o777).toString(8), file.name).to.equal(mode)
    if (dirname(file.name) !== folder.path)
      expect((statSync(dirname(file.name)).mode & 0o777).toString(8), dirname(file.name)).to.equal('700')
  }
}
