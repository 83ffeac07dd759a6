import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { listenScimServer } from '../mocks/scim-server/index.ts'
import { answeringServer } from './support/answering-server.ts'
import { scimRehearsal } from './support/command.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

describe('provision', () => {
  it('prints one log entry per line and a summary last with --json', async () => {
    await using server = await listenScimServer({ token: 'secret-of-this-test' })
    const { code, stdout } = await scimRehearsal(
      ['provision', '--target', server.url, '--users', '5', '--json', '--seed', '3'],
      { environment: { SCIM_TOKEN: 'secret-of-this-test' } },
    )
    expect(code).to.equal(0)
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    const summary = lines.at(-1)
    expect(summary).to.have.property('summary', true)
    expect(summary).to.have.nested.property('cycles[0].counts.created', 5)
    const created = lines.filter((line) => line['provisioningAction'] === 'create')
    expect(created).to.have.length(5)
    for (const entry of created)
      expect(entry).to.include.keys('id', 'jobId', 'cycleId', 'sourceIdentity', 'provisioningSteps')
    expect(stdout).to.not.include('secret-of-this-test')
  })

  it('runs a scenario between cycles, in the flagged dialect of the Tenant URL', async () => {
    await using server = await listenScimServer()
    const url = `${server.url}?aadOptscim062020`
    const { code, stdout } = await scimRehearsal([
      'provision',
      '--target',
      url,
      '--users',
      '20',
      '--cycles',
      '8',
      '--scenario',
      'lifecycle',
      '--seed',
      '3',
      '--verify',
    ])
    expect(code, stdout).to.equal(0)
    expect(stdout)
      .to.match(/^initial +2026-01-01 00:00 {2}20 created/m)
      .and.to.match(/ joins$/m)
    expect(stdout).to.match(/^incremental .*1 disabled$/m)
    expect(stdout).to.match(/^PROVISIONED {2}every request was answered 2xx, and 2\d users read back as sent$/m)
  })

  it('sends nothing in a dry run, and prints the same requests for the same seed', async () => {
    const dry = ['provision', '--target', 'http://127.0.0.1:1/scim/v2', '--users', '3', '--dry-run', '--seed', '3']
    const [one, other] = [await scimRehearsal(dry), await scimRehearsal(dry)]
    expect(one.code).to.equal(0)
    expect(one.stdout).to.equal(other.stdout)
    expect(one.stderr).to.match(/^DRY RUN {2}nothing was sent$/m)
    expect((await scimRehearsal([...dry, '--verify'])).stderr).to.include('--verify cannot be used with --dry-run')
    expect(one.stdout.match(/^POST \/scim\/v2\/Users$/gm)).to.have.length(3)
  })

  it('reads users back with --verify, and does not count a 2xx without a stored value', async () => {
    await using server = await listenScimServer({ deviation: 'display-name-dropped' })
    const play = (...more: string[]) =>
      scimRehearsal(['provision', '--target', server.url, '--users', '2', '--seed', '3', ...more])
    const trusting = await play()
    expect(trusting.code).to.equal(0)
    expect(trusting.stdout).to.match(/^PROVISIONED {2}every request was answered 2xx; not read back \(--verify/m)
    const verified = await play('--verify')
    expect(verified.code).to.equal(1)
    expect(verified.stdout)
      .to.match(/^read back {3}2 users: 0 as sent, 2 different$/m)
      .and.to.match(/^ {2}\S.* \(\S+\): displayName: sent ".+", the target returns no value$/m)
      .and.to.match(
        /^DIFFERENT {2}every request was answered 2xx, but the target does not return 2 of 2 users as sent$/m,
      )
    const summary = JSON.parse((await play('--verify', '--json')).stdout.trimEnd().split('\n').at(-1) ?? '') as object
    expect(summary).to.have.nested.property('readBack.differing[0].differences[0].target', 'displayName')
    expect(summary).to.have.deep.property('left', [])
  })

  it('lists the objects that it leaves on the target, and the command that removes them', async () => {
    using folder = temporaryFolder()
    const token = 'secret-of-this-test'
    await using server = await listenScimServer({ token })
    const environment = { SCIM_TOKEN: token }
    const count = async (): Promise<number> => {
      const response = await fetch(`${server.url}/Users?count=0`, { headers: { authorization: `Bearer ${token}` } })
      return ((await response.json()) as { totalResults: number }).totalResults
    }
    for (const [users, command] of [
      [3, /^for path in \/Users\//],
      [25, /^sh rehearsals\/remove-\S+\.sh$/],
    ] as const) {
      const argv = ['provision', '--target', server.url, '--users', String(users), '--seed', '3']
      const { stdout } = await scimRehearsal(argv, { environment, folder: folder.path })
      expect(stdout).to.match(new RegExp(`^left on the target: ${users} users that this run created: \\S`, 'm'))
      const [, line = ''] = /^remove them with: (.*)$/m.exec(stdout) ?? []
      expect(line).to.match(command)
      expect(stdout).to.not.include(token)
      expect(await count()).to.equal(users)
      // The process is not started synchronously, because the server is in this process.
      await promisify(execFile)('sh', ['-c', line], { cwd: folder.path, env: { ...process.env, ...environment } })
      expect(await count()).to.equal(0)
    }
    expect((await scimRehearsal(['provision', '--users', '2'])).stdout, 'the embedded server').to.not.include('left on')
  })

  it('continues from --state, and rejects a file that is something else', async () => {
    using folder = temporaryFolder()
    const state = join(folder.path, 'job.sqlite')
    await using server = await listenScimServer()
    const play = () =>
      scimRehearsal(['provision', '--target', server.url, '--users', '5', '--state', state, '--seed', '3'])
    expect((await play()).stdout).to.include('5 created')
    expect((await play()).stdout)
      .to.match(/^Continuing with 5 users/)
      .and.to.include('nothing to do')
    const other = join(folder.path, 'note.txt')
    writeFileSync(other, 'this is not a database, but long enough to be read as one'.repeat(20))
    const refused = await scimRehearsal(['provision', '--users', '1', '--state', other])
    expect(refused.code).to.equal(2)
    expect(refused.stderr).to.match(/^--state: .*note\.txt.*name a new file\n$/)
  })

  it('prints the log as a table, and writes it to a file', async () => {
    using folder = temporaryFolder()
    const file = join(folder.path, 'log.ndjson')
    const { code, stdout } = await scimRehearsal([
      'provision',
      '--users',
      '6',
      '--cycles',
      '2',
      '--scenario',
      'guest',
      '--table',
      '--log',
      file,
      '--seed',
      '3',
    ])
    expect(code).to.equal(0)
    const rows = stdout.split('\n').filter((line) => line.startsWith('✓'))
    expect(rows[0]).to.match(
      /^✓ {2}01-01 00:00 {2}create +user +\S.* [0-9a-f-]{36} {2}userName, active, displayName and \d+ more$/,
    )
    const entries = readFileSync(file, 'utf8').trimEnd().split('\n')
    expect(entries).to.have.length(rows.length)
    expect(stdout).to.match(/ is invited as a guest$/m)
    const refused = await scimRehearsal(['provision', '--log', join(folder.path, 'none', 'log.ndjson')])
    expect(refused.code).to.equal(2)
    expect(refused.stderr).to.match(/^--log .* cannot be written: .*ENOENT/)
  })

  it('holds deletions back also after a restart of the process, until they are allowed', async () => {
    using folder = temporaryFolder()
    const state = join(folder.path, 'job.sqlite')
    await using server = await listenScimServer()
    const play = (...more: string[]) =>
      scimRehearsal([
        ...['provision', '--target', server.url, '--users', '20', '--state', state, '--seed', '3'],
        ...['--scenario', 'mass-leave', '--deletion-threshold', '1', ...more],
      ])
    const held = await play('--cycles', '2')
    expect(held.code).to.equal(1)
    expect(held.stdout).to.include('QUARANTINE  Entra would stop provisioning here: TooManyDeletes')
    const allowed = await play('--allow-deletes')
    expect(allowed.code, allowed.stdout + allowed.stderr).to.equal(0)
    expect(allowed.stdout).to.match(/[2-9] disabled/)
    const restarted = await play('--restart')
    expect(restarted.stdout).to.match(/^initial /m)
    expect((await scimRehearsal(['provision', '--restart'])).stderr).to.include('--state FILE')
    const partly = await play('--restart', 'Watermark,Escrows')
    expect(partly.stdout).to.match(/^initial /m)
    const wrong = await play('--restart', 'Watermarks')
    expect(wrong.code).to.equal(2)
    expect(wrong.stderr).to.match(/^--restart: unknown reset scope "Watermarks"; available: None, ConnectorDataStore, /)
  })

  it('reads users from a file, and describes the errors in it', async () => {
    using folder = temporaryFolder()
    const csv = join(folder.path, 'users.csv')
    writeFileSync(csv, 'userPrincipalName,objectId,displayName\njane@contoso.com,1,Jane\n')
    const { code, stdout } = await scimRehearsal(['provision', '--tenant', csv, '--json'])
    expect(code).to.equal(0)
    expect(stdout).to.include('"displayName":"Jane"')
    writeFileSync(csv, 'userPrincipalName\njane@contoso.com\n')
    const refused = await scimRehearsal(['provision', '--tenant', csv])
    expect(refused.code).to.equal(2)
    expect(refused.stderr).to.match(
      /row 2 has no objectId; save the users again with it \(present: userPrincipalName\)\n$/,
    )
  })

  for (const [what, argv, code, message] of [
    ['an unreachable target', ['--target', 'http://127.0.0.1:1/scim'], 3, 'ECONNREFUSED'],
    ['an unknown scenario', ['--scenario', 'joinr'], 2, 'did you mean joiner?'],
    ['an unknown action', ['--actions', 'create,destroy'], 2, '"destroy"'],
    ['an unknown switch', ['--switch', 'retry=1'], 2, 'unknown switch "retry=1"; write name=value, available: accept'],
    ['no cycles', ['--cycles', '0'], 2, '--cycles takes a whole number'],
    ['no URL', ['--target', 'host/scim'], 2, 'is not a Tenant URL'],
    ['a command that ends', ['--target', 'http://127.0.0.1:{port}/', '--spawn', 'exit 7'], 3, 'it ended with 7'],
  ] as const) {
    it(`${what}: ${code}, and what to do`, async () => {
      const ended = await scimRehearsal(['provision', ...argv])
      expect(ended.code).to.equal(code)
      expect(ended.stdout + ended.stderr)
        .to.include(message)
        .and.to.not.match(/\n {4}at /)
    })
  }
})

describe('on-demand', () => {
  it("prints the portal's steps, and skips a user without changes the second time", async () => {
    await using server = await listenScimServer()
    const play = (...more: string[]) =>
      scimRehearsal(['on-demand', '2', '--target', server.url, '--seed', '3', ...more])
    const first = await play()
    expect(first.code).to.equal(0)
    const marks = (text: string) => text.match(/^. (?:Import|Scope|Match|Action)/gm)
    expect(marks(first.stdout)).to.deep.equal(['✓ Import', '✓ Match', '✓ Scope', '✓ Action'])
    const other = await play('--switch', 'matching=after-scope')
    expect(marks(other.stdout)).to.deep.equal(['✓ Import', '✓ Scope', '✓ Match', '- Action'])
    const steps = JSON.parse((await play('--json')).stdout) as { name: string; status: string }[]
    expect(steps.map(({ name, status }) => `${name} ${status}`)).to.deep.equal([
      'Import success',
      'Match success',
      'Scope success',
      'Action skipped',
    ])
  })

  it('provisions members of a group too, those that are provisioned, at most five', async () => {
    await using server = await listenScimServer()
    const tenant = ['--target', server.url, '--users', '8', '--groups', '1', '--seed', '3']
    expect((await scimRehearsal(['provision', ...tenant, '--schema', 'jumpcloud'])).code).to.equal(0)
    const { code, stdout } = await scimRehearsal(['on-demand', 'Engineering 1', ...tenant, '--json'])
    const steps = JSON.parse(stdout) as { name: string; status: string; description: string }[]
    expect(steps.at(-1)).to.include({ name: 'Action', status: 'failure' })
    expect(code).to.equal(1)
    expect((await scimRehearsal(['provision', ...tenant])).code).to.equal(0)
    const again = await scimRehearsal(['on-demand', 'Engineering 1', ...tenant, '--json'])
    const message = (JSON.parse(again.stdout) as { description: string }[]).at(-1)?.description
    expect(message).to.equal('added 5 of 5 members; 3 more are left to a cycle')
    const one = await scimRehearsal(['on-demand', 'Engineering 1', ...tenant, '--member', '2', '--json'])
    expect((JSON.parse(one.stdout) as { description: string }[]).at(-1)?.description).to.include('added 1 of 1')
    const six = ['1', '2', '3', '4', '5', '6'].flatMap((name) => ['--member', name])
    expect((await scimRehearsal(['on-demand', 'Engineering 1', ...tenant, ...six])).stderr).to.include('at most')
  })

  it('shows the connection test if it fails', async () => {
    const { code, stdout } = await scimRehearsal(['on-demand', '1', '--target', 'http://127.0.0.1:1/scim'])
    expect(code).to.equal(3)
    expect(stdout).to.match(/^✗ Test connection .*ECONNREFUSED/)
  })

  it('does not find a user that does not exist', async () => {
    const { code, stderr } = await scimRehearsal(['on-demand', 'nobody@contoso.com'])
    expect(code).to.equal(2)
    expect(stderr).to.include('has no "nobody@contoso.com"')
  })
})

describe('credentials of provision', () => {
  it("sends a token of Entra's own, which the target checks by the published keys", async () => {
    using folder = temporaryFolder()
    const target = join(folder.path, 'target.mjs')
    // A target as its developers would write it: jose with the keys whose URL the environment names.
    writeFileSync(
      target,
      `import { createServer } from 'node:http'
import { createRemoteJWKSet, jwtVerify } from ${JSON.stringify(import.meta.resolve('jose'))}
const { PORT, ENTRA_JWKS_URL, ENTRA_ISSUER: issuer, ENTRA_AUDIENCE: audience } = process.env
const keys = createRemoteJWKSet(new URL(ENTRA_JWKS_URL ?? 'http://127.0.0.1:1'))
createServer(async (request, response) => {
  const token = (request.headers.authorization ?? '').replace('Bearer ', '')
  const isValid = await jwtVerify(token, keys, { issuer, audience }).then(() => true, () => false)
  response.writeHead(isValid ? 200 : 401, { 'content-type': 'application/scim+json' })
  response.end(JSON.stringify({ schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'], totalResults: 0, Resources: [] }))
}).listen(Number(PORT), '127.0.0.1')
`,
    )
    const play = (...more: string[]) =>
      scimRehearsal([
        ...['provision', '--target', 'http://127.0.0.1:{port}/scim', '--spawn', `${process.execPath} ${target}`],
        ...['--users', '1', '--actions', 'update', ...more],
      ])
    const { code, stdout, stderr } = await play('--entra-token')
    expect(code, stdout + stderr).to.equal(0)
    expect(stderr).to.include('https://sts.windows.net/')
    const mail = join(folder.path, 'mail.eml')
    const refused = await play('--token', 'wrong', '--mail-to', 'admin@contoso.example', '--mail-via', mail)
    expect(refused.code).to.equal(3)
    expect(readFileSync(mail, 'utf8').replaceAll('=\r\n', '')).to.include('EncounteredQuarantineException')
  })

  it('fetches a token by client credentials, and reports a rejection', async () => {
    await using server = await listenScimServer({ token: 'fetched' })
    const seen: string[] = []
    await using endpoint = await answeringServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString('utf8')
      })
      request.on('end', () => {
        const inHeader = request.headers.authorization === `Basic ${Buffer.from('id:right').toString('base64')}`
        seen.push(inHeader ? 'header' : body.includes('client_secret=') ? 'body' : 'nowhere')
        const isRight = inHeader || body.includes('client_secret=right')
        response.writeHead(isRight ? 200 : 401, { 'content-type': 'application/json' })
        response.end(isRight ? '{"access_token":"fetched","expires_in":3600}' : '{"error":"invalid_client"}')
      })
    })
    const play = (secret: string, ...more: string[]) =>
      scimRehearsal(
        [
          'provision',
          '--target',
          server.url,
          '--users',
          '2',
          '--oauth-token-url',
          endpoint.url,
          '--oauth-client-id',
          'id',
          ...more,
        ],
        { environment: { SCIM_CLIENT_SECRET: secret } },
      )
    expect((await play('right')).stdout).to.include('2 created')
    expect((await play('right', '--switch', 'oauthSecret=body')).stdout).to.include('2 created')
    expect(seen).to.deep.equal(['header', 'body'])
    const refused = await play('wrong-and-secret')
    expect(refused.code).to.equal(3)
    expect(refused.stdout).to.include('invalid_client').and.include('check its URL').and.not.include('wrong-and-secret')
  })
})
