import { expect } from 'chai'
import { type JsonObject, PATCH_OP_MESSAGE, USER_SCHEMA } from '../protocol/index.ts'
import { listenScimServer, type RunningServer } from './index.ts'

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: JsonObject
}

describe('the SCIM server over HTTP', () => {
  let server: RunningServer
  before(async () => {
    server = await listenScimServer({ token: 'secret' })
  })
  after(() => server.close())

  async function send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: { authorization: 'Bearer secret', 'content-type': 'application/scim+json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) }
  }
  let serial = 0
  const user = async (more: JsonObject = {}): Promise<JsonObject> => {
    serial += 1
    const { status, body } = await send('POST', '/Users', {
      schemas: [USER_SCHEMA],
      userName: `user${serial}@example.com`,
      ...more,
    })
    expect(status, JSON.stringify(body)).to.equal(201)
    return body
  }
  const patch = (id: unknown, ...Operations: JsonObject[]): Promise<Answer> =>
    send('PATCH', `/Users/${id}`, { schemas: [PATCH_OP_MESSAGE], Operations })

  it('creates, reads, replaces and deletes a user', async () => {
    const created = await user({
      name: { givenName: 'Ada', familyName: 'King' },
      emails: [{ value: 'a@b.c', type: 'work' }],
    })
    expect(created).to.include({ active: true })
    const read = await send('GET', `/Users/${created['id']}`)
    expect(read.body).to.deep.equal(created)
    expect(read.headers.get('etag')).to.equal('W/"1"')
    const put = await send('PUT', `/Users/${created['id']}`, { ...created, displayName: 'Ada' })
    expect(put.status).to.equal(200)
    expect(put.body).to.include({ displayName: 'Ada' })
    expect((await send('DELETE', `/Users/${created['id']}`)).status).to.equal(204)
    expect((await send('GET', `/Users/${created['id']}`)).status).to.equal(404)
  })

  it('rejects a duplicate userName in any letter case', async () => {
    const { userName } = await user()
    const { status, body } = await send('POST', '/Users', {
      schemas: [USER_SCHEMA],
      userName: String(userName).toUpperCase(),
    })
    expect(status).to.equal(409)
    expect(body).to.include({ status: '409', scimType: 'uniqueness' })
  })

  it('finds by filter', async () => {
    const { userName, id } = await user()
    const { body } = await send(
      'GET',
      `/Users?filter=${encodeURIComponent(`userName eq "${String(userName).toUpperCase()}"`)}`,
    )
    expect(body).to.have.property('totalResults', 1)
    expect(body).to.have.nested.property('Resources[0].id', id)
  })

  it('applies the requests of Entra', async () => {
    const { id } = await user()
    const { status, body } = await patch(
      id,
      { op: 'Replace', path: 'active', value: 'False' },
      { op: 'Add', path: 'addresses[type eq "work"].locality', value: 'Oslo' },
      { op: 'Add', path: 'addresses[type eq "work"].country', value: 'Norway' },
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'x@y.z' },
      {
        op: 'replace',
        value: {
          'name.givenName': 'Ada',
          'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department': 'R&D',
        },
      },
      { op: 'Add', path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager', value: String(id) },
    )
    expect(status, JSON.stringify(body)).to.equal(200)
    expect(body).to.include({ active: false })
    expect(body['addresses']).to.deep.equal([{ type: 'work', locality: 'Oslo', country: 'Norway' }])
    expect(body['emails']).to.deep.equal([{ type: 'work', value: 'x@y.z' }])
    expect(body).to.have.nested.property('name.givenName', 'Ada')
    expect(body['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User']).to.deep.include({ department: 'R&D' })
  })

  it('changes nothing if one operation is rejected', async () => {
    const { id, ...before } = await user()
    const { status, body } = await patch(
      id,
      { op: 'replace', path: 'displayName', value: 'new' },
      { op: 'replace', path: 'id', value: 'x' },
    )
    expect(status).to.equal(400)
    expect(body).to.include({ scimType: 'mutability' })
    expect((await send('GET', `/Users/${id}`)).body).to.deep.equal({ id, ...before })
  })

  it('returns 401 with a challenge to a request without a token', async () => {
    const { status, headers, body } = await send('GET', '/Users', undefined, { authorization: 'Bearer wrong' })
    expect(status).to.equal(401)
    expect(headers.get('www-authenticate')).to.match(/^Bearer/)
    expect(body).to.include({ status: '401' })
  })

  it('rejects bodies that are too large or too deep with a SCIM error', async () => {
    const deep = encodeURIComponent(`${'('.repeat(1000)}userName pr${')'.repeat(1000)}`)
    const long = encodeURIComponent(`userName eq "${'x'.repeat(10_240)}"`)
    for (const filter of [deep, long]) {
      const { status, body } = await send('GET', `/Users?filter=${filter}`)
      expect(status).to.equal(400)
      expect(body).to.include({ scimType: 'invalidFilter' })
    }
    const { id } = await user()
    for (const path of ['__proto__', 'constructor.prototype', '__proto__.polluted']) {
      expect((await patch(id, { op: 'add', path, value: { polluted: true } })).status).to.equal(400)
    }
    expect({}).to.not.have.property('polluted')
  })
})
