import { expect } from 'chai'
import { rehearse } from '../harness/index.ts'
import { defaultSchema } from '../mocks/entra/index.ts'
import {
  ENTERPRISE_USER_SCHEMA,
  GROUP_SCHEMA,
  type JsonObject,
  PATCH_OP_MESSAGE,
  USER_SCHEMA,
} from '../mocks/protocol/index.ts'
import { listenScimServer, profileNames, scimServerProfile } from '../mocks/scim-server/index.ts'

const ENTRA_USER = 'urn:ietf:params:scim:schemas:extension:Microsoft:Entra:2.0:User'

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: JsonObject
}
type Send = (method: string, path: string, body?: JsonObject) => Promise<Answer>

async function profiled<Result>(name: string, use: (send: Send, url: string) => Promise<Result>): Promise<Result> {
  const { options, behaviour } = scimServerProfile(name)
  await using server = await listenScimServer({
    ...options,
    token: 'rehearsal',
    deviation: behaviour === undefined ? [] : [behaviour],
  })
  const send: Send = async (method, path, body) => {
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: { authorization: 'Bearer rehearsal', 'content-type': 'application/scim+json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) }
  }
  return await use(send, server.url)
}

const user = (userName: string, more: JsonObject = {}): JsonObject => ({
  schemas: [USER_SCHEMA],
  userName,
  password: 'Pass-word-1',
  name: { familyName: 'Doe', givenName: 'Jane' },
  active: true,
  displayName: 'Jane Doe',
  ...more,
})
const patch = (...operations: JsonObject[]): JsonObject => ({ schemas: [PATCH_OP_MESSAGE], Operations: operations })
const members = (count: number): JsonObject[] => Array.from({ length: count }, (_, index) => ({ value: `m${index}` }))
const filter = (text: string): string => `?filter=${encodeURIComponent(text)}`

describe('the profile rfc7644', () => {
  it('has no finding in any suite, in either dialect', async () => {
    for (const dialect of ['legacy', 'flagged'] as const)
      await profiled('rfc7644', async (_send, url) => {
        const { result } = await rehearse({
          target: { url, token: 'rehearsal' },
          dialect,
          schema: defaultSchema,
          seed: 1,
        })
        const findings = result.checks.filter(({ outcome }) => ['fail', 'warn', 'error'].includes(outcome))
        expect(findings.map(({ id, outcome, reason }) => `${id} ${outcome}: ${reason}`)).to.deep.equal([])
      })
  })

  it('does not support RFC 9865, and has no extension', () =>
    profiled('rfc7644', async (send) => {
      for (const name of ['ann', 'bob']) await send('POST', '/Users', user(name))
      expect((await send('GET', '/ServiceProviderConfig')).body).to.not.have.property('pagination')
      const page = (await send('GET', '/Users?cursor=&count=1')).body
      expect(page).to.include({ startIndex: 1, totalResults: 2 }).and.not.have.property('nextCursor')
      const { body: schemas } = await send('GET', '/Schemas')
      expect(JSON.stringify(schemas)).to.not.match(/pagination|Employment/i)
      const { body: type } = await send('GET', '/ResourceTypes/User')
      expect((type['schemaExtensions'] as JsonObject[]).map(({ schema }) => schema)).to.deep.equal([
        ENTERPRISE_USER_SCHEMA,
      ])
    }))
})

describe('the profile entra-scim-api', () => {
  it('has lower-case paths, pages only by cursor, and lists resources in lower case', () =>
    profiled('entra-scim-api', async (send) => {
      for (const name of ['ann', 'bob', 'cid']) expect((await send('POST', '/users', user(name))).status).to.equal(201)
      const { body: configuration } = await send('GET', '/serviceproviderconfig')
      expect(configuration).to.deep.include({
        bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
        filter: { supported: true, maxResults: 200 },
      })
      expect(configuration['pagination']).to.deep.include({
        cursor: true,
        index: false,
        defaultPaginationMethod: 'cursor',
        defaultPageSize: 100,
        maxPageSize: 1000,
      })
      const { body: first } = await send('GET', '/users?count=2')
      expect(Object.keys(first).sort()).to.deep.equal(['itemsPerPage', 'nextCursor', 'resources', 'schemas'])
      const { body: second } = await send(
        'GET',
        `/users?count=2&cursor=${encodeURIComponent(String(first['nextCursor']))}`,
      )
      expect(second['resources']).to.have.length(1)
      expect(second).to.not.have.property('nextCursor')
      expect((await send('GET', '/resourcetypes')).body).to.have.property('totalResults', 2)
      expect((await send('GET', '/schemas')).status).to.equal(200)
    }))

  it('requires what the documentation lists, and answers PATCH with 204', () =>
    profiled('entra-scim-api', async (send) => {
      for (const name of ['userName', 'password', 'name', 'active', 'displayName']) {
        const { [name]: _, ...rest } = user('ann')
        const { status, body } = await send('POST', '/users', rest)
        expect([name, status, body['scimType']]).to.deep.equal([name, 400, 'invalidValue'])
      }
      const more = { schemas: [USER_SCHEMA, ENTRA_USER], [ENTRA_USER]: { mailNickname: 'ann' } }
      const { body: made } = await send('POST', '/users', user('ann', more))
      const path = `/users/${made['id']}`
      const changed = await send('PATCH', path, {
        schemas: [PATCH_OP_MESSAGE],
        operations: [{ op: 'replace', path: 'displayName', value: 'Ann' }],
      })
      expect([changed.status, Object.keys(changed.body)]).to.deep.equal([204, []])
      expect((await send('GET', path)).body).to.include({ displayName: 'Ann' })
      const work = patch({ op: 'add', path: 'emails[type eq "work"].value', value: 'ann@contoso.example' })
      expect((await send('PATCH', path, work)).status).to.equal(204)
      const other = patch({ op: 'add', path: 'emails[primary eq true].value', value: 'x@contoso.example' })
      expect((await send('PATCH', path, other)).status).to.equal(400)
      const put = await send('PUT', path, user('ann'))
      expect([put.status, put.headers.get('allow')]).to.deep.equal([405, 'GET, POST, PATCH, DELETE'])
      expect((await send('DELETE', path)).status).to.equal(204)
    }))

  it('supports few filters, no blanks around the =, and no other endpoints', () =>
    profiled('entra-scim-api', async (send) => {
      for (const [text, status] of [
        ['userName eq "ann"', 200],
        ['userName ew "@contoso.example"', 200],
        ['externalId eq "1"', 200],
        ['active eq true and userName eq "ann"', 200],
        [`${ENTRA_USER}:mailNickname eq "ann"`, 200],
        ['externalId eq "1" and userName eq "ann"', 400],
        ['userName eq "a" or userName eq "b"', 400],
        ['userName sw "a"', 400],
        ['title eq "x"', 400],
        ['userName pr', 400],
        ['emails[type eq "work"]', 400],
        ['userName eq', 400],
      ] as const)
        expect([text, (await send('GET', `/users${filter(text)}`)).status]).to.deep.equal([text, status])
      expect((await send('GET', '/users?count%20=1')).status).to.equal(400)
      expect((await send('GET', '/users?count=%201')).status).to.equal(400)
      for (const [method, path] of [
        ['POST', '/Bulk'],
        ['GET', '/Me'],
        ['POST', '/users/.search'],
      ] as const)
        expect((await send(method, path, method === 'POST' ? {} : undefined)).status, path).to.equal(501)
    }))

  it('returns no members, and accepts 20 of them at a time, of which it removes one', () =>
    profiled('entra-scim-api', async (send) => {
      const { body } = await send('POST', '/groups', {
        schemas: [GROUP_SCHEMA],
        displayName: 'Team',
        members: members(2),
      })
      expect(body).to.not.have.property('members')
      const path = `/groups/${body['id']}`
      expect((await send('GET', path)).body).to.not.have.property('members')
      for (const [operations, status] of [
        [[{ op: 'add', path: 'members', value: members(20) }], 204],
        [[{ op: 'add', path: 'members', value: members(20) }], 204],
        [[{ op: 'add', path: 'members', value: members(21) }], 400],
        [[{ op: 'remove', path: 'members[value eq "m1"]' }], 204],
        [
          [
            { op: 'remove', path: 'members[value eq "m2"]' },
            { op: 'remove', path: 'members[value eq "m3"]' },
          ],
          400,
        ],
        [[{ op: 'remove', path: 'members', value: members(2) }], 400],
      ] as const) {
        const answer = await send('PATCH', path, patch(...operations))
        expect([JSON.stringify(operations).slice(0, 60), answer.status]).to.deep.equal([
          JSON.stringify(operations).slice(0, 60),
          status,
        ])
      }
    }))
})

describe('the profile aws-iam-identity-center', () => {
  it('requires names, accepts one address of each kind, and returns no members', () =>
    profiled('aws-iam-identity-center', async (send) => {
      const { password: _, ...plain } = user('ann')
      expect((await send('POST', '/Users', plain)).status).to.equal(201)
      for (const [change, status] of [
        [{ displayName: undefined }, 400],
        [{ name: { givenName: 'Ann' } }, 400],
        [{ password: 'x' }, 400],
        [{ roles: [{ value: 'x' }] }, 400],
        [{ emails: [{ value: 'a@x.example' }] }, 201],
        [{ emails: [{ value: 'a@x.example' }, { value: 'b@x.example' }] }, 400],
        [{ phoneNumbers: [{ value: '1' }, { value: '2' }] }, 400],
      ] as const) {
        const answer = await send('POST', '/Users', {
          ...plain,
          userName: `u${Math.abs(status)}${JSON.stringify(change).length}`,
          ...change,
        } as JsonObject)
        expect([JSON.stringify(change), answer.status]).to.deep.equal([JSON.stringify(change), status])
      }
      const { body } = await send('POST', '/Groups', { schemas: [GROUP_SCHEMA], displayName: 'Team' })
      const path = `/Groups/${body['id']}`
      for (const [operation, status] of [
        [{ op: 'add', path: 'members', value: members(100) }, 204],
        [{ op: 'add', path: 'members', value: members(101) }, 400],
        [{ op: 'replace', path: 'members', value: members(1) }, 400],
        [{ op: 'remove', path: 'members' }, 400],
        [{ op: 'remove', path: 'members[value eq "m1"]' }, 204],
      ] as const)
        expect((await send('PATCH', path, patch(operation))).status, JSON.stringify(operation).slice(0, 60)).to.equal(
          status,
        )
      expect((await send('GET', path)).body).to.not.have.property('members')
      expect((await send('PUT', path, { schemas: [GROUP_SCHEMA], displayName: 'x' })).status).to.equal(405)
      expect((await send('GET', `/Users${filter('userName eq "ann" and displayName eq "Jane Doe"')}`)).status).to.equal(
        200,
      )
      expect((await send('GET', `/Users${filter('userName co "ann"')}`)).status).to.equal(400)
      expect((await send('GET', '/ServiceProviderConfig')).body).to.deep.include({
        filter: { supported: true, maxResults: 50 },
        bulk: { supported: false, maxOperations: 1, maxPayloadSize: 1_048_576 },
      })
    }))
})

describe('every profile', () => {
  for (const name of profileNames)
    it(`accepts no request without the token: ${name}`, () =>
      profiled(name, async (_send, url) => {
        for (const path of ['/Users', '/Groups', '/Bulk', '/Me', '/users/1', '/Schemas'])
          for (const method of ['GET', 'PUT', 'DELETE']) {
            const { status } = await fetch(`${url}${path}`, { method })
            expect([method, path, status]).to.deep.equal([method, path, 401])
          }
      }))

  it('has no internal error in a rehearsal', async () => {
    for (const name of profileNames)
      await profiled(name, async (_send, url) => {
        const selection = { suites: ['rfc7643', 'rfc7644', 'rfc9865'] }
        const { result } = await rehearse({
          target: { url, token: 'rehearsal' },
          schema: defaultSchema,
          seed: 1,
          selection,
        })
        const errors = result.checks.filter(
          ({ outcome, reason = '' }) => outcome === 'error' || /→ 50[0234]/.test(reason),
        )
        expect(errors.map(({ id, reason }) => `${name} ${id}: ${reason}`)).to.deep.equal([])
      })
  })
})
