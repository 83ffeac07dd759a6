import { expect } from 'chai'
import type { JsonObject } from '../../mocks/jumpcloud-api/wire/json.ts'
import type { Send } from '../support/described-client.ts'
import { created, named, objectOf, resultsOf, type Test, usernames } from './subject.ts'

/** Tests lists of records. */
export function lists(test: Test): void {
  const filled = async (send: Send): Promise<JsonObject[]> => {
    const users: JsonObject[] = []
    for (const [index, name] of ['ann', 'bob', 'cid', 'dan', 'Eve'].entries())
      users.push(
        await created(send, named(name, { department: index % 2 === 0 ? 'IT' : 'HR', unix_uid: 6000 + index })),
      )
    return users
  }
  const q = encodeURIComponent

  test('are paged, in the order of creation or as requested', async ({ send }) => {
    const [first] = await filled(send)
    const get = async (query: string) => (await send('GET', `/api/systemusers?${query}`)).body
    expect(objectOf(await get(''))['totalCount']).to.equal(5)
    expect(usernames(await get('limit=2&skip=1'))).to.deep.equal(['bob', 'cid'])
    expect(usernames(await get('limit=2&skip=4'))).to.deep.equal(['Eve'])
    expect(await get('skip=9')).to.deep.equal({ totalCount: 5, results: [] })
    expect(usernames(await get('sort=-_id&limit=2'))).to.deep.equal(['Eve', 'dan'])
    expect(usernames(await get(`sort=${q('department -username')}`))).to.deep.equal(['dan', 'bob', 'cid', 'ann', 'Eve'])
    expect(usernames(await get('sort=username,email'))).to.have.length(5)
    expect(resultsOf(await get('fields=username&limit=1'))).to.deep.equal([
      { _id: first?.['_id'], id: first?.['_id'], username: 'ann' },
    ])
    expect(Object.keys(resultsOf(await get('fields=username,email&limit=1'))[0] ?? {})).to.deep.equal(['_id', 'id'])
    expect((await send('GET', `/api/systemusers/${first?.['_id']}?fields=email`)).body).to.deep.equal({
      _id: first?.['_id'],
      id: first?.['_id'],
      email: 'ann@contoso.example',
    })
  })

  test('support the filters of v1', async ({ send }) => {
    const users = await filled(send)
    const found = async (...filters: readonly string[]): Promise<unknown[]> => {
      const query = filters.map((filter, index) => `filter[${index}]=${q(filter)}`).join('&')
      const { status, body, text } = await send('GET', `/api/systemusers?${query}`)
      expect(status, text).to.equal(200)
      return usernames(body)
    }
    expect(await found('username:$eq:bob')).to.deep.equal(['bob'])
    expect(await found('username:$eq:BOB')).to.deep.equal([])
    expect(await found('username:eq:bob')).to.deep.equal(['bob'])
    expect(await found('email:$eq:cid@contoso.example')).to.deep.equal(['cid'])
    expect(await found('department:$eq:IT', 'username:$ne:ann')).to.deep.equal(['cid', 'Eve'])
    expect(await found(`_id:$gt:${users[2]?.['_id']}`)).to.deep.equal(['dan', 'Eve'])
    expect(await found('unix_uid:$gte:6003')).to.deep.equal(['dan', 'Eve'])
    expect(await found('suspended:$eq:false', 'username:$in:ann,dan')).to.deep.equal(['ann', 'dan'])
    expect(await found('created:$lt:2026-03-01T13:00:00+02:00')).to.deep.equal([])
    expect(await found('created:$lt:2026-03-01T15:00:00+02:00')).to.have.length(5)
    expect((await send('GET', `/api/systemusers?filter=${q('username:$near:x')}`)).status).to.equal(400)
    expect((await send('GET', '/api/systemusers?filter=username')).status).to.equal(400)
    expect(usernames((await send('GET', '/api/systemusers?search=VE')).body)).to.deep.equal(['Eve'])
    const bracketed = 'search[searchTerm]=hr&search[fields][]=department'
    expect(usernames((await send('GET', `/api/systemusers?${bracketed}`)).body)).to.deep.equal(['bob', 'dan'])
  })

  test('can be searched in every form that clients write', async ({ send }) => {
    const users = await filled(send)
    const search = async (body: JsonObject): Promise<unknown[]> => {
      const { status, body: found, text } = await send('POST', '/api/search/systemusers', { body })
      expect(status, text).to.equal(200)
      return usernames(found)
    }
    expect(await search({})).to.have.length(5)
    expect(await search({ filter: [{ department: 'HR' }] })).to.deep.equal(['bob', 'dan'])
    expect(await search({ filter: { and: [{ department: 'IT' }, { username: 'cid' }] } })).to.deep.equal(['cid'])
    expect(await search({ filter: { or: [{ username: 'ann' }, { username: 'dan' }] } })).to.deep.equal(['ann', 'dan'])
    expect(await search({ filter: { or: users.slice(0, 2).map(({ _id }) => `_id:$eq:${_id}`) } })).to.deep.equal([
      'ann',
      'bob',
    ])
    expect(await search({ filter: { and: [{ username: { $regex: '(?i)^eve$' } }] } })).to.deep.equal(['Eve'])
    expect(await search({ filter: [{ username: { $regex: '(?i)(^EVE$)' } }] })).to.deep.equal(['Eve'])
    expect(await search({ filter: [{ unix_uid: '6001' }] })).to.deep.equal(['bob'])
    expect(await search({ filter: { username: { $not: { $in: ['ann', 'bob', 'cid', 'dan'] } } } })).to.deep.equal([
      'Eve',
    ])
    expect(await search({ searchFilter: { searchTerm: 'DAN@', fields: ['email'] } })).to.deep.equal(['dan'])
    expect(await search({ searchFilter: { searchTerm: ['an', 'bo'], fields: ['username'] }, limit: 2 })).to.deep.equal([
      'ann',
      'bob',
    ])
    expect(await search({ filter: { 'recoveryEmail.address': '' }, sort: '-username', limit: 1 })).to.deep.equal([
      'dan',
    ])
    expect(
      (await send('POST', '/api/search/systemusers', { body: { filter: { x: { $where: '1' } } } })).status,
    ).to.equal(400)
    const { body } = await send('POST', '/api/search/systemusers', { body: { limit: 1 } })
    expect(resultsOf(body)[0]).to.have.property('memberof').that.deep.equals([])
    expect(resultsOf(body)[0]).to.not.have.property('delegatedAuthority')
  })

  test('can be searched by a pattern for the longest username, with each of its dots escaped', async ({ send }) => {
    const username = `a${'.'.repeat(1023)}`
    await created(send, { username, email: 'dots@contoso.example' })
    const of = async (pattern: string) =>
      await send('POST', '/api/search/systemusers', { body: { filter: [{ username: { $regex: pattern } }] } })
    expect(usernames((await of(`(?i)^A${'\\.'.repeat(1023)}$`)).body)).to.deep.equal([username])
    expect((await of('a'.repeat(3000))).status).to.equal(400)
  })

  test(
    'return no more than their limit',
    async ({ send }) => {
      for (const [query, given] of [
        ['', 10],
        ['limit=1000', 100],
        ['limit=0', 100],
        ['limit=-1', 10],
        ['limit=many', 10],
      ] as const)
        expect(resultsOf((await send('GET', `/api/systemusers?${query}`)).body), query).to.have.length(given)
      const { body } = await send('POST', '/api/search/systemusers', { body: { limit: 5000 } })
      expect(resultsOf(body)).to.have.length(120)
    },
    { seedUsers: 120 },
  )
}
