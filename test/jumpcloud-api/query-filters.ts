import { expect } from 'chai'
import type { Send } from '../support/described-client.ts'
import { created, listOf, named, objectOf, type Test, usernames } from './subject.ts'

const q = encodeURIComponent

/** Tests filters in the query string of v1, and rejected forms of them. */
export function queryFilters(test: Test): void {
  const people = async (send: Send): Promise<void> => {
    for (const [index, name] of ['ann', 'bob', 'cid', 'dan', 'eve'].entries())
      await created(send, named(name, { department: index % 2 === 0 ? 'IT' : 'HR', unix_uid: 6000 + index }))
  }
  const ann = `username:$eq:ann`
  const dan = `username:$eq:dan`

  test('combine any of, all of, and both with plain ones', async ({ send }) => {
    await people(send)
    for (const [query, expected] of [
      [`filter[or][0]=${ann}&filter[or][1]=${dan}`, ['ann', 'dan']],
      [`filter%5Bor%5D%5B0%5D=${q(ann)}&filter%5Bor%5D%5B1%5D=${q(dan)}`, ['ann', 'dan']],
      [`filter[or][]=${ann}&filter[or][]=${dan}`, ['ann', 'dan']],
      [`filter[or]=${ann}&filter[or]=${dan}`, ['ann', 'dan']],
      [`filter[or][0]=${ann}`, ['ann']],
      [`filter[or][7]=${dan}&filter[or][3]=${ann}`, ['ann', 'dan']],
      [`filter[and][0]=department:$eq:IT&filter[and][1]=username:$ne:ann`, ['cid', 'eve']],
      [`filter[and][0]=department:$eq:HR`, ['bob', 'dan']],
      [`filter[or][0]=${ann}&filter[or][1]=${dan}&filter[and][0]=department:$eq:HR`, ['dan']],
      [`filter=department:$eq:IT&filter[or][0]=${ann}&filter[or][1]=${dan}`, ['ann']],
      [`filter[or][0]=username:eq:eve&filter[or][1]=unix_uid:$lt:6001`, ['ann', 'eve']],
      [`filter[or][0]=username:$eq:zoe`, []],
      ['filter[or][0]=', ['ann', 'bob', 'cid', 'dan', 'eve']],
    ] as const) {
      const { status, body, text } = await send('GET', `/api/systemusers?${query}`)
      expect(status, text).to.equal(200)
      expect(usernames(body), query).to.deep.equal(expected)
      expect(objectOf(body)['totalCount'], query).to.equal(expected.length)
    }
    const limited = await send(
      'GET',
      `/api/systemusers?limit=1&sort=-username&filter[or][0]=${ann}&filter[or][1]=${dan}`,
    )
    expect(usernames(limited.body)).to.deep.equal(['dan'])
    const organizations = await send('GET', '/api/organizations?filter[or][0]=displayName:$eq:Contoso')
    expect(objectOf(organizations.body)['totalCount']).to.equal(1)
  })

  test('are rejected in an unknown form, and do not list all users', async ({ send }) => {
    await people(send)
    for (const name of [
      'filter[nor][0]',
      'filter[OR][0]',
      'filter[$or][0]',
      'filter[or][x]',
      'filter[or][0][and][0]',
      'filter[0][or]',
      'filter[username]',
      'filter[or].0',
      'filters',
      'Filter',
      'filter.or',
    ]) {
      const { status, body } = await send('GET', `/api/systemusers?${q(name)}=${q(ann)}`)
      expect([name, status]).to.deep.equal([name, 400])
      expect(objectOf(body)['message']).to.match(/^unknown parameter ".*"; write filter, /)
    }
    expect((await send('GET', `/api/systemusers?filter[or][0]=nonsense`)).status).to.equal(400)
    const many = Array.from({ length: 101 }, (_, index) => `filter[or][${index}]=${ann}`).join('&')
    expect((await send('GET', `/api/systemusers?${many}`)).status).to.equal(400)
  })

  test('have no combinations in v2, whose error says so', async ({ send }) => {
    await send('POST', '/api/v2/usergroups', { body: { name: 'Team' } })
    const found = await send('GET', '/api/v2/usergroups?filter=name:eq:Team')
    expect(listOf(found.body)).to.have.length(1)
    const { status, body } = await send('GET', '/api/v2/usergroups?filter[or][0]=name:eq:Team')
    expect([status, objectOf(body)['message']]).to.deep.equal([
      400,
      'unknown parameter "filter[or][0]"; write filter or filter[0]',
    ])
  })
}
