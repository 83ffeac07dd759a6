import { expect } from 'chai'
import { createJumpCloudApi, type JumpCloudApi, type ListeningJumpCloudApi } from '../mocks/jumpcloud-api/index.ts'
import {
  type JumpCloudScimOptions,
  type JumpCloudScimSwitches,
  listenJumpCloudScim,
} from '../mocks/jumpcloud-scim/index.ts'
import { ENTERPRISE_USER_SCHEMA, type JsonObject, PATCH_OP_MESSAGE, USER_SCHEMA } from '../mocks/protocol/index.ts'
import { answeringServer } from './support/answering-server.ts'

const KEY = 'jca_000000000000000000000000000000000001'
const READ_ONLY_KEY = 'jca_000000000000000000000000000000000002'

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: JsonObject
}

type Send = (
  method: string,
  path: string,
  body?: JsonObject,
  headers?: Readonly<Record<string, string>>,
) => Promise<Answer>

/** Runs `use` with a front to an API. */
async function withFront<Result>(
  options: JumpCloudScimOptions,
  use: (send: Send, url: string) => Promise<Result>,
): Promise<Result> {
  await using front = await listenJumpCloudScim(options)
  const send: Send = async (method, path, body, headers = { authorization: `Bearer ${KEY}` }) => {
    const response = await fetch(`${front.url}${path}`, {
      method,
      headers: { 'content-type': 'application/scim+json', ...headers },
      redirect: 'manual',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) }
  }
  return await use(send, front.url)
}

const jane = (more: JsonObject = {}): JsonObject => ({
  schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
  userName: 'jane',
  name: { givenName: 'Jane', familyName: 'Doe' },
  displayName: 'Jane Doe',
  title: 'Engineer',
  active: true,
  emails: [{ value: 'jane@contoso.example', type: 'work', primary: true }],
  [ENTERPRISE_USER_SCHEMA]: { department: 'R&D', employeeNumber: '0042' },
  ...more,
})
const patch = (...Operations: JsonObject[]): JsonObject => ({ schemas: [PATCH_OP_MESSAGE], Operations })

describe("JumpCloud's SCIM server", () => {
  let api: JumpCloudApi
  let listening: ListeningJumpCloudApi
  beforeEach(async () => {
    api = createJumpCloudApi({
      admins: [
        { email: 'admin@jumpcloud.example', apiKey: KEY, role: 'Administrator' },
        { email: 'reader@jumpcloud.example', apiKey: READ_ONLY_KEY, role: 'Read Only' },
      ],
    })
    listening = await api.listen()
  })
  afterEach(() => listening.close())

  const front = <Result>(
    use: (send: Send, url: string) => Promise<Result>,
    switches: JumpCloudScimOptions['switches'] = {},
  ): Promise<Result> => withFront({ apiUrl: listening.url, switches }, use)

  it('writes a user by the table, in the form of SCIM and with the caller’s key', () =>
    front(async (send) => {
      const { status, body, headers } = await send('POST', '/Users', jane())
      expect(status, JSON.stringify(body)).to.equal(201)
      const [stored] = api.store.list()
      expect(stored).to.include({
        _id: body['id'],
        username: 'jane',
        firstname: 'Jane',
        lastname: 'Doe',
        displayname: 'Jane Doe',
        email: 'jane@contoso.example',
        jobTitle: 'Engineer',
        department: 'R&D',
        employeeIdentifier: '0042',
        suspended: false,
        activated: false,
        creationSource: 'jumpcloud:scim',
      })
      expect(headers.get('location')).to.match(new RegExp(`/scim/v2/Users/${body['id']}$`))
      const { userName, name, displayName, title, active, emails } = jane()
      expect(body).to.deep.include({ userName, name, displayName, title, active, emails })
      expect(api.recorder.calls.map(({ admin }) => admin)).to.include('admin@jumpcloud.example')
    }))

  it('accepts the key also as x-api-key, and responds 401 without a key or with an unknown one', () =>
    front(async (send) => {
      expect((await send('GET', '/Users', undefined, { 'x-api-key': KEY })).status).to.equal(200)
      for (const headers of [{}, { 'x-api-key': 'jca_unknown' }, { authorization: 'Basic eDp5' }]) {
        const { status, headers: answered, body } = await send('GET', '/Users', undefined, headers)
        expect(status, JSON.stringify(headers)).to.equal(401)
        expect(answered.get('www-authenticate')).to.match(/^Bearer/)
        expect(body).to.include({ status: '401' })
      }
    }))

  it('responds 403 to a role without rights, and writes nothing', () =>
    front(async (send) => {
      const { status, body } = await send('POST', '/Users', jane(), { 'x-api-key': READ_ONLY_KEY })
      expect(status).to.equal(403)
      expect(body).to.include({ status: '403' })
      expect(api.store.list()).to.have.length(0)
      expect((await send('GET', '/Users', undefined, { 'x-api-key': READ_ONLY_KEY })).status).to.equal(200)
    }))

  it('converts the API’s errors to SCIM errors', () =>
    front(async (send) => {
      await send('POST', '/Users', jane())
      const again = await send('POST', '/Users', jane({ userName: 'JANE' }))
      expect(again.status).to.equal(409)
      expect(again.body).to.include({ status: '409', scimType: 'uniqueness' })
      const wrong = await send('POST', '/Users', jane({ userName: 'ja ne', emails: [{ value: 'x@y.example' }] }))
      expect(wrong.status).to.equal(400)
      expect(wrong.body).to.include({ status: '400', scimType: 'invalidValue' })
      expect(api.store.list()).to.have.length(1)
    }))

  it('suspends and restores by active, and returns an expired password as inactive', () =>
    front(async (send) => {
      const { body } = await send('POST', '/Users', jane())
      const path = `/Users/${body['id']}`
      const suspend = await send('PATCH', path, patch({ op: 'Replace', path: 'active', value: 'False' }))
      expect(suspend.body).to.include({ active: false })
      expect(api.store.list()[0]).to.include({ suspended: true })
      await send('PATCH', path, patch({ op: 'Replace', path: 'active', value: 'True' }))
      const restored = api.store.list()[0]
      expect(restored).to.include({ suspended: false })
      if (restored !== undefined) api.store.update({ ...restored, password_expired: true })
      expect((await send('GET', path)).body).to.include({ active: false })
    }))

  it('suspends on DELETE, no longer finds the user, and restores the user on a later POST', () =>
    front(async (send) => {
      const { body } = await send('POST', '/Users', jane())
      expect((await send('DELETE', `/Users/${body['id']}`)).status).to.equal(204)
      expect((await send('GET', `/Users/${body['id']}`)).status).to.equal(404)
      expect((await send('GET', '/Users')).body).to.include({ totalResults: 0 })
      expect(api.store.list()[0]).to.include({ username: 'jane', suspended: true })
      const again = await send('POST', '/Users', jane({ title: 'Lead' }))
      expect(again.status).to.equal(201)
      expect(api.store.list()).to.have.length(1)
      expect(api.store.list()[0]).to.include({ suspended: false, jobTitle: 'Lead' })
    }))

  it('deletes on DELETE if the switch says so', () =>
    front(
      async (send) => {
        const { body } = await send('POST', '/Users', jane())
        expect((await send('DELETE', `/Users/${body['id']}`)).status).to.equal(204)
        expect(api.store.list()).to.have.length(0)
        expect((await send('DELETE', `/Users/${body['id']}`)).status).to.equal(404)
      },
      { remove: 'delete' },
    ))

  it('drops manager, or rejects it if the switch says so', async () => {
    const managed = jane({ [ENTERPRISE_USER_SCHEMA]: { department: 'R&D', manager: { value: 'boss' } } })
    await front(async (send) => {
      const { status, body } = await send('POST', '/Users', managed)
      expect(status).to.equal(201)
      expect(body[ENTERPRISE_USER_SCHEMA]).to.deep.equal({ department: 'R&D' })
      const path = `${ENTERPRISE_USER_SCHEMA}:manager`
      const patched = await send('PATCH', `/Users/${body['id']}`, patch({ op: 'Add', path, value: 'boss' }))
      expect(patched.status).to.equal(200)
      await send('DELETE', `/Users/${body['id']}`)
    })
    await front(
      async (send) => {
        const { status, body } = await send('POST', '/Users', managed)
        expect(status).to.equal(400)
        expect(body).to.include({ scimType: 'invalidValue' })
      },
      { manager: 'refused' },
    )
  })

  it('drops externalId, or stores it if the switch says so', async () => {
    const filter = `/Users?filter=${encodeURIComponent('externalId eq "E-1"')}`
    await front(async (send) => {
      const { body } = await send('POST', '/Users', jane({ externalId: 'E-1' }))
      expect(body).to.not.have.property('externalId')
      expect((await send('GET', filter)).body).to.include({ totalResults: 0 })
      await send('DELETE', `/Users/${body['id']}`)
    })
    await front(
      async (send) => {
        const { body } = await send('POST', '/Users', jane({ externalId: 'E-1' }))
        expect(body).to.include({ externalId: 'E-1' })
        expect((await send('GET', filter)).body).to.include({ totalResults: 1 })
      },
      { externalId: 'attribute' },
    )
  })

  const STATUSES: Readonly<Record<JumpCloudScimSwitches['groups'], readonly number[]>> = {
    empty: [200, 200, 404, 501, 501, 200],
    '404': [404, 404, 404, 404, 404, 200],
    '501': [501, 501, 501, 501, 501, 200],
  }
  for (const [groups, statuses] of Object.entries(STATUSES)) {
    it(`has no groups, and answers a query for them by the switch: ${groups}`, () =>
      front(
        async (send) => {
          const { body } = await send('GET', '/ResourceTypes')
          expect((body['Resources'] as JsonObject[]).map(({ name }) => name)).to.deep.equal(['User'])
          const answers = [
            await send('GET', '/Groups'),
            await send('GET', `/Groups?filter=${encodeURIComponent('displayName eq "x"')}`),
            await send('GET', '/Groups/1'),
            await send('POST', '/Groups', { displayName: 'x' }),
            await send('PATCH', '/Groups/1', patch({ op: 'add', path: 'members', value: [{ value: '1' }] })),
            await send('GET', '/Users'),
          ]
          expect(answers.map(({ status }) => status)).to.deep.equal(statuses)
          for (const { status, body } of answers)
            if (status === 200) expect(body).to.deep.include({ totalResults: 0, Resources: [] })
            else expect(body).to.include({ status: String(status) })
        },
        { groups: groups as JumpCloudScimSwitches['groups'] },
      ))
  }

  it('lists no groups for an unknown key', () =>
    front(async (send) =>
      expect((await send('GET', '/Groups', undefined, { 'x-api-key': 'jca_unknown' })).status).to.equal(401),
    ))

  for (const cursors of ['absent', 'advertised'] as const) {
    it(`pages by cursor only if the switch says so: ${cursors}`, () =>
      front(
        async (send) => {
          for (const name of ['ann', 'bob']) {
            const emails = [{ value: `${name}@contoso.example`, type: 'work', primary: true }]
            const { status } = await send('POST', '/Users', { schemas: [USER_SCHEMA], userName: name, emails })
            expect(status).to.equal(201)
          }
          const { body: configuration } = await send('GET', '/ServiceProviderConfig')
          const { body: page } = await send('GET', '/Users?cursor&count=1')
          const found = ['pagination' in configuration, 'nextCursor' in page, page['startIndex']]
          expect(found).to.deep.equal(cursors === 'absent' ? [false, false, 1] : [true, true, undefined])
          const { body: schemas } = await send('GET', '/Schemas')
          expect(JSON.stringify(schemas).includes('defaultPaginationMethod')).to.equal(cursors === 'advertised')
        },
        { cursors },
      ))
  }

  it('rejects a user without an e-mail address with one message, independently of how it is missing', () =>
    front(async (send) => {
      const { body: made } = await send('POST', '/Users', jane())
      const message = new Set<unknown>()
      for (const emails of [
        undefined,
        null,
        [],
        [{ value: '' }],
        [{ value: ' ' }],
        [{ type: 'work' }],
        [{ type: 'work', value: null }],
        [{ type: 'work', primary: true }],
        [{ value: '', type: 'work' }, { type: 'home' }],
      ]) {
        const { emails: _, ...rest } = jane()
        const answer = await send('POST', '/Users', {
          ...rest,
          userName: 'other',
          ...(emails === undefined ? {} : { emails }),
        })
        expect([answer.status, answer.body['scimType']], JSON.stringify(emails)).to.deep.equal([400, 'invalidValue'])
        message.add(answer.body['detail'])
      }
      for (const value of ['', ' ']) {
        const change = patch({ op: 'replace', path: 'emails', value: [{ type: 'work', value }] })
        message.add((await send('PATCH', `/Users/${made['id']}`, change)).body['detail'])
      }
      expect([...message]).to.deep.equal(['emails is required: it must have a value that is not empty'])
    }))
})

describe("JumpCloud's SCIM server before an API that fails", () => {
  it('responds 503 if the API cannot be reached', () =>
    withFront({ apiUrl: 'http://127.0.0.1:1' }, async (send) => {
      for (const [method, path, body] of [
        ['POST', '/Users', jane()],
        ['GET', '/Users', undefined],
        ['GET', '/Users/5f0000000000000000000001', undefined],
        ['DELETE', '/Users/5f0000000000000000000001', undefined],
        ['PATCH', '/Users/5f0000000000000000000001', patch({ op: 'replace', path: 'active', value: false })],
      ] as const) {
        const answer = await send(method, path, body)
        expect(answer.status, `${method} ${path}`).to.equal(503)
        expect(answer.body).to.deep.include({
          status: '503',
          schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
        })
      }
    }))

  for (const { name, status, headers = {}, text = '', expected } of [
    { name: 'answers 500', status: 500, text: '{"message":"Internal"}', expected: 502 },
    { name: 'answers HTML', status: 200, text: '<html>', expected: 502 },
    { name: 'answers with a wrong list', status: 200, text: '[]', expected: 502 },
    { name: 'answers 503', status: 503, expected: 503 },
    { name: 'sends Retry-After', status: 429, headers: { 'retry-after': '7' }, expected: 429 },
    { name: 'sends to a login page', status: 302, headers: { location: '/login' }, expected: 401 },
  ]) {
    it(`responds ${expected} if it ${name}`, async () => {
      await using broken = await answeringServer((_, response) => {
        response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text)
      })
      await withFront({ apiUrl: broken.url }, async (send) => {
        const answer = await send('GET', '/Users')
        expect(answer.status).to.equal(expected)
        expect(answer.body).to.include({ status: String(expected) })
        expect(answer.headers.get('retry-after')).to.equal(headers['retry-after'] ?? null)
      })
    })
  }
})
