import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { scimRehearsal } from './support/command.ts'
import { serving } from './support/serving.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'

const create = (url: string): Promise<Response> =>
  fetch(`${url}/Users`, {
    method: 'POST',
    headers: { 'content-type': 'application/scim+json' },
    body: JSON.stringify({ schemas: [USER], userName: 'jane' }),
  })

describe('serve scim-server', () => {
  it('is correct without --deviate', async () => {
    const response = await serving(['scim-server', '--port', '0'], create)
    expect(response.status).to.equal(201)
    expect(response.headers.has('location')).to.equal(true)
  })

  it('has each deviation that --deviate names, by a current or a former name', async () => {
    const wrong = ['create-answers-200', 'create-without-location', 'active-is-text'].flatMap((name) => [
      '--deviate',
      name,
    ])
    const [response, body] = await serving(['scim-server', '--port', '0', ...wrong], async (url) => {
      const created = await create(url)
      return [created, await created.json()] as const
    })
    expect(response.status).to.equal(200)
    expect(response.headers.has('location')).to.equal(false)
    expect(body).to.have.property('active', 'true')
  })

  it('stores its data in the file of --db', async () => {
    using folder = temporaryFolder()
    const argv = ['scim-server', '--port', '0', '--db', join(folder.path, 'scim.db')]
    expect((await serving(argv, create)).status).to.equal(201)
    expect((await serving(argv, create)).status).to.equal(409)
  })

  it('rejects an unknown deviation', async () => {
    const { code, stderr } = await scimRehearsal(['serve', 'scim-server', '--deviate', 'create-answer-200'])
    expect(code).to.equal(2)
    expect(stderr).to.include('did you mean create-answers-200?')
    expect(stderr.trim().split('\n')).to.have.length(1)
  })
})

describe('serve jumpcloud-api', () => {
  const API = ['jumpcloud-api', '--port', '0', '--token', 'a-key-for-the-test']
  const ask = (url: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`${url}${path}`, {
      headers: { 'x-api-key': 'a-key-for-the-test', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    })
  const person = (name: string): unknown => ({ username: name, email: `${name}@contoso.example` })
  const USERS = '/api/systemusers'

  it('begins with the given number of users, and stores them and new ones in the file of --db', async () => {
    using folder = temporaryFolder()
    const argv = [...API, '--seed-users', '120', '--db', join(folder.path, 'directory.db')]
    const total = async (url: string): Promise<unknown> =>
      ((await (await ask(url, USERS)).json()) as { totalCount: unknown }).totalCount
    const before = await serving(argv, async (url) => {
      expect((await ask(url, USERS, person('jane'))).status).to.equal(200)
      return total(url)
    })
    expect(before).to.equal(121)
    expect(await serving(argv, total)).to.equal(121)
  })

  it('describes itself, and has a recorder only with --recorder', async () => {
    const summary = async (url: string): Promise<unknown[]> => {
      await ask(url, USERS, person('jane'))
      const description = (await (await fetch(`${url}/openapi.json`)).json()) as { openapi: string }
      const recorder = await fetch(`${url}/__recorder?operation=systemusers_post`, { redirect: 'manual' })
      const { results } = recorder.status === 200 ? ((await recorder.json()) as { results: unknown[] }) : {}
      return [description.openapi, recorder.status, results?.length]
    }
    expect(await serving(API, summary)).to.deep.equal(['3.1.0', 404, undefined])
    expect(await serving([...API, '--recorder'], summary)).to.deep.equal(['3.1.0', 200, 1])
  })

  it('applies the role, the state, the switches, the faults and the rate', async () => {
    const options = ['--new-user-state', 'STAGED', '--switch', 'duplicateStatus=409', '--switch', 'usernames=lenient']
    const strikes = ['--fault', 'GET /api/organizations*=503', '--fault-seed', '7', '--rate-limit', '4/1000s']
    const answers = await serving([...API, ...options, ...strikes], async (url) => {
      const made = await ask(url, USERS, person('9jane'))
      const again = await ask(url, USERS, person('9jane'))
      const struck = await ask(url, '/api/organizations')
      await ask(url, USERS)
      await ask(url, USERS)
      const slowed = await ask(url, USERS)
      const { state } = (await made.json()) as { state: unknown }
      return [made.status, state, again.status, struck.status, slowed.status]
    })
    expect(answers).to.deep.equal([200, 'STAGED', 409, 503, 429])
    const reader = await serving([...API, '--role', 'Read Only'], (url) => ask(url, USERS, person('jane')))
    expect(reader.status).to.equal(403)
  })

  it('rejects impossible options in one line', async () => {
    using folder = temporaryFolder()
    const other = join(folder.path, 'notes.txt')
    writeFileSync(other, 'No database, and to be kept.')
    for (const [argv, says] of [
      [
        ['scim-server', '--seed-users', '5'],
        '--seed-users is an option of jumpcloud-api, which this command does not serve',
      ],
      [['jumpcloud-api', '--fault', '503@2'], '--fault: '],
      [['jumpcloud-api', '--rate-limit', 'often'], '--rate-limit: '],
      [['jumpcloud-api', '--switch', 'duplicateStatus=418'], 'duplicateStatus takes 400 or 409, not "418"'],
      [['jumpcloud-api', '--role', 'Owner'], '--role'],
      [['jumpcloud-api', '--seed-users', 'many'], '--seed-users'],
      [['jumpcloud-api', '--db', other], '--db: '],
    ] as const) {
      const { code, stderr } = await scimRehearsal(['serve', ...argv])
      expect([code, stderr.trim().split('\n').length], stderr).to.deep.equal([2, 1])
      expect(stderr).to.include(says)
    }
    expect(readFileSync(other, 'utf8')).to.equal('No database, and to be kept.')
  })
})

describe('list deviations', () => {
  it('describes each one, its sources, and the checks that catch it', async () => {
    const { code, stdout } = await scimRehearsal(['list', 'deviations', '--json'])
    expect(code).to.equal(0)
    const listed = JSON.parse(stdout) as { id: string; says: string; source?: string; caughtBy: string[] }[]
    expect(listed.find(({ id }) => id === 'put-missing')).to.include({
      says: 'PUT returns 405',
      source: 'https://github.com/coder/coder/issues/15828',
    })
    expect(listed.flatMap(({ caughtBy }) => caughtBy)).to.include('scim.put.replaces')
  })
})

describe('serve and its token', () => {
  const status = async (url: string, token: string, path = '/Users'): Promise<number> =>
    (await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } })).status
  const both = async (url: string) => [await status(url, 'the-right-one'), await status(url, 'wrong')]

  it('is from --token-file or SCIM_TOKEN, which the flag overrides', async () => {
    using folder = temporaryFolder()
    const file = join(folder.path, 'token')
    const argv = ['scim-server', '--port', '0']
    writeFileSync(file, 'the-right-one\n')
    expect(await serving([...argv, '--token-file', file], both)).to.deep.equal([200, 401])
    const environment = { SCIM_TOKEN: 'the-right-one' }
    expect(await serving(argv, both, { environment })).to.deep.equal([200, 401])
    const other = { SCIM_TOKEN: 'another' }
    expect(await serving([...argv, '--token-file', file], both, { environment: other })).to.deep.equal([200, 401])
    expect(await serving([...argv, '--host', '0.0.0.0'], both, { environment })).to.deep.equal([200, 401])
  })

  it('rejects impossible options in one line, without the token', async () => {
    for (const [argv, says] of [
      [['--host', '0.0.0.0'], '--host 0.0.0.0 can be reached from other machines and needs a token'],
      [['--host', '192.0.2.1', '--token', 't'], '--host 192.0.2.1 is not an address of this machine'],
      [['--token', 'a-secret-in-two words'], '--token must be one line'],
      [['--profile', 'rfc764'], 'did you mean rfc7644?'],
      [['--switch', 'groups=501'], '--switch groups is an option of jumpcloud-scim, which this command does not serve'],
      [['--switch', 'nothing=1'], 'of jumpcloud-scim: remove, manager, externalId, groups, cursors'],
    ] as const) {
      const { code, stderr, stdout } = await scimRehearsal(['serve', 'scim-server', '--port', '0', ...argv])
      expect([code, stderr.trim().split('\n').length, stdout], `${argv} ${stderr}`).to.deep.equal([2, 1, ''])
      expect(stderr).to.include(says)
      expect(stderr).to.not.include('secret')
    }
  })

  it('serves every server with faults, a recorder and a rate', async () => {
    const argv = ['jumpcloud-api', 'jumpcloud-scim', 'scim-server', '--port', '0', '--token', 'the-right-one']
    const flags = [
      '--recorder',
      '--fault',
      '/scim/v2/Schemas=503',
      '--fault',
      '/api/v2/*=503',
      '--rate-limit',
      '3/1000s',
    ]
    for (const [server, path] of [
      ['jumpcloud-api', '/api/v2/usergroups'],
      ['jumpcloud-scim', '/scim/v2/Schemas'],
      ['scim-server', '/scim/v2/Schemas'],
    ] as const) {
      const seen = await serving(
        [...argv, ...flags],
        async (url) => {
          const get = (from: string): Promise<Response> =>
            fetch(new URL(from, url), {
              headers: { authorization: 'Bearer the-right-one', 'x-api-key': 'the-right-one' },
            })
          const users = server === 'jumpcloud-api' ? '/api/systemusers' : '/scim/v2/Users'
          const statuses: number[] = [(await get(path)).status]
          for (let index = 0; index < 4; index += 1) statuses.push((await get(users)).status)
          const { results } = (await (await get('/__recorder')).json()) as { results: { status: number }[] }
          return [statuses[0], statuses.at(-1), results.map(({ status: answered }) => answered).slice(-5)[0]]
        },
        { server },
      )
      expect(seen, server).to.deep.equal([503, 429, 503])
    }
  })

  it('accepts the switches of both JumpCloud servers', async () => {
    const argv = ['jumpcloud-api', 'jumpcloud-scim', '--port', '0', '--token', 'a-token-for-the-test']
    const groups = (url: string) => status(url, 'a-token-for-the-test', '/Groups')
    const server = 'jumpcloud-scim'
    expect(await serving(argv, groups, { server })).to.equal(200)
    const other = ['--switch', 'groups=501', '--switch', 'duplicateStatus=409', '--switch', 'remove=delete']
    expect(await serving([...argv, ...other], groups, { server })).to.equal(501)
  })
})
