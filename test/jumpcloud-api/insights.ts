import { expect } from 'chai'
import type { JsonObject } from '../../mocks/jumpcloud-api/wire/json.ts'
import type { Send } from '../support/described-client.ts'
import { created, key, listOf, named, ORGANIZATION, objectOf, START, type Test } from './subject.ts'

const EVENTS = '/insights/directory/v1/events'
const DAY = 24 * 3_600_000

/** Tests the log of changes and who made them. */
export function insights(test: Test): void {
  const query = (more: JsonObject = {}): JsonObject => ({ service: ['directory'], start_time: START, ...more })
  const events = async (send: Send, more: JsonObject = {}): Promise<JsonObject[]> => {
    const { status, body, text } = await send('POST', EVENTS, { body: query(more) })
    expect(status, text).to.equal(200)
    return listOf(body)
  }
  const types = async (send: Send, more: JsonObject = {}): Promise<unknown[]> =>
    (await events(send, more)).map(({ event_type }) => event_type)

  test('logs each change, who made it, and through which client', async ({ send }) => {
    const headers = { 'creation-source': 'jumpcloud:scim', 'user-agent': 'bridge/1.0' }
    const { body } = await send('POST', '/api/systemusers', { body: named('jane'), headers })
    const { _id } = objectOf(body)
    await send('PUT', `/api/systemusers/${_id}`, { body: { lastname: 'Doe', password: 'a-password' } })
    const [create, update, password] = await events(send)
    expect(create).to.deep.include({
      event_type: 'user_create',
      timestamp: START,
      service: 'directory',
      organization: ORGANIZATION,
      resource: { type: 'systemuser', id: _id, username: 'jane' },
      changes: [
        { field: 'username', to: 'jane' },
        { field: 'email', to: 'jane@contoso.example' },
      ],
      auth_method: 'api-key',
      client_ip: '127.0.0.1',
      useragent: { name: 'bridge' },
      success: true,
    })
    expect(create?.['initiated_by']).to.include({
      type: 'admin',
      email: 'billing@contoso.example',
      administrator: true,
      source: 'jumpcloud:scim',
    })
    expect(update?.['event_type']).to.equal('user_update')
    expect(listOf(update?.['changes'])[0]).to.deep.equal({ field: 'lastname', from: '', to: 'Doe' })
    expect(update?.['initiated_by']).to.not.have.property('source')
    expect(password).to.deep.include({ event_type: 'user_password_set', changes: [{ field: 'password' }] })
  })

  test('has an event for every kind of change', async ({ send }) => {
    const { _id } = await created(send, named('jane', { state: 'STAGED' }))
    const path = `/api/systemusers/${_id}`
    await send('POST', `${path}/state/activate`)
    for (const body of [{ suspended: true }, { suspended: false }, { account_locked: true }, {}])
      await send('PUT', path, { body })
    await send('POST', `${path}/unlock`)
    await send('POST', `${path}/expire`)
    const group = objectOf((await send('POST', '/api/v2/usergroups', { body: { name: 'Team A' } })).body)
    await send('POST', `/api/v2/usergroups/${group['id']}/members`, { body: { op: 'add', type: 'user', id: _id } })
    await send('DELETE', path)
    await send('DELETE', `/api/v2/usergroups/${group['id']}`)
    const happened = (await types(send)).filter((type) => type !== 'user_update')
    expect(happened).to.deep.equal([
      'user_create',
      'user_activation_email',
      'user_activated',
      'user_suspended',
      'user_unsuspended',
      'user_lockout',
      'user_unlocked',
      'user_password_expired',
      'group_create',
      'association_change',
      'user_delete',
      'group_delete',
    ])
    const [association] = await events(send, { search_term: { and: [{ event_type: 'association_change' }] } })
    expect(association).to.deep.include({
      resource: { type: 'user_group', id: group['id'], name: 'Team A' },
      association: { op: 'add', type: 'systemuser', id: _id, username: 'jane' },
    })
  })

  test('logs nothing about rejected requests', async ({ send }) => {
    await send('POST', '/api/systemusers', { body: named('not allowed') })
    await send('POST', '/api/systemusers', { ...key('reader'), body: named('jane') })
    await created(send, named('jane'))
    await send('POST', '/api/systemusers', { body: named('jane') })
    expect(await types(send)).to.deep.equal(['user_create'])
  })

  test('is searched by terms, and returns the requested fields', async ({ send }) => {
    for (const name of ['ann', 'bob']) await created(send, named(name))
    const names = async (search_term: JsonObject): Promise<unknown[]> =>
      (await events(send, { search_term, fields: ['resource.username'] })).map((event) => event)
    expect(await names({ and: [{ 'resource.username': 'ann' }] })).to.deep.equal([{ resource: { username: 'ann' } }])
    expect(await names({ or: [{ 'resource.username': ['ANN', 'bob'] }] })).to.have.length(2)
    expect(await names({ not: [{ 'resource.username': 'ann' }] })).to.deep.equal([{ resource: { username: 'bob' } }])
    expect(await names({ and: [{ event_type: 'user_create' }, { or: [{ success: 'false' }] }] })).to.deep.equal([])
    expect(await events(send, { q: 'BO' })).to.have.length(1)
    expect(await events(send, { exact_match: 'bob' })).to.have.length(1)
    for (const wrong of [{ search_term: { and: [{ changes: 'x' }] } }, { fields: [] }, { fields: ['colour'] }])
      expect((await send('POST', EVENTS, { body: query(wrong) })).status, JSON.stringify(wrong)).to.equal(400)
  })

  test('is paged in either direction', async ({ send, advance }) => {
    for (let index = 0; index < 7; index += 1) {
      await created(send, named(`user${index}`))
      if (index % 2 === 0) advance(1000)
    }
    for (const sort of ['ASC', 'desc']) {
      const pages: unknown[][] = []
      let search_after: JsonObject['search_after'] = []
      for (;;) {
        const { headers, body } = await send('POST', EVENTS, { body: query({ limit: 3, sort, search_after }) })
        expect(headers.get('x-limit')).to.equal('3')
        expect(headers.get('x-sort')).to.equal(sort.toUpperCase())
        expect(headers.get('x-request-id')).to.match(/./)
        pages.push(listOf(body).map((event) => objectOf(event['resource'])['username']))
        search_after = JSON.parse(headers.get('x-search_after') ?? '[]')
        if (Number(headers.get('x-result-count')) < 3) break
      }
      expect(pages.map(({ length }) => length)).to.deep.equal([3, 3, 1])
      expect(new Set(pages.flat()).size).to.equal(7)
      expect(pages.flat()[0]).to.equal(sort === 'ASC' ? 'user0' : 'user6')
    }
  })

  test('counts events and the values of a field', async ({ send }) => {
    for (const name of ['ann', 'bob']) await created(send, named(name))
    expect((await send('POST', `${EVENTS}/count`, { body: query() })).body).to.deep.equal({ count: 2 })
    const { body } = await send('POST', `${EVENTS}/distinct`, { body: query({ field: 'event_type' }) })
    expect(objectOf(body)['buckets']).to.deep.equal([{ key: 'user_create', doc_count: 2 }])
  })

  test('requires a service and a valid time, and stores events for 90 days', async ({ send, advance }) => {
    await created(send, named('jane'))
    for (const wrong of [
      {},
      { service: ['directory'] },
      query({ service: ['weather'] }),
      query({ start_time: 'yesterday' }),
      query({ start_time: '2027-01-01T00:00:00Z' }),
      query({ end_time: '2020-01-01T00:00:00Z' }),
    ])
      expect((await send('POST', EVENTS, { body: wrong })).status, JSON.stringify(wrong)).to.equal(400)
    expect(await types(send, { service: ['radius'] })).to.deep.equal([])
    expect(await types(send, { service: ['all'], limit: -5, sort: 7 })).to.deep.equal(['user_create'])
    advance(90 * DAY)
    expect(await types(send)).to.deep.equal(['user_create'])
    advance(1)
    expect(await types(send)).to.deep.equal([])
  })

  test('has no login page, and nothing for a command runner', async ({ send }) => {
    const { status, body } = await send('POST', EVENTS, { body: query(), headers: { 'x-api-key': '' } })
    expect([status, body]).to.deep.equal([401, { code: 401, message: 'Unauthorized', status: 'Unauthorized' }])
    expect((await send('POST', EVENTS, { ...key('runner'), body: query() })).status).to.equal(403)
  })
}
