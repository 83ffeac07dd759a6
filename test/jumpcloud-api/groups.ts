import { expect } from 'chai'
import { created, listOf, named, objectOf, type Test } from './subject.ts'

const GROUPS = '/api/v2/usergroups'

/** Tests user groups, their members, and associations. */
export function groups(test: Test): void {
  test('are created with 201, read, replaced and deleted', async ({ send }) => {
    const { status, body } = await send('POST', GROUPS, { body: { name: 'Team A', description: 'The first' } })
    expect(status).to.equal(201)
    expect(body).to.include({ type: 'user_group', name: 'Team A', membershipMethod: 'STATIC' })
    const path = `${GROUPS}/${objectOf(body)['id']}`
    expect((await send('GET', path)).body).to.deep.equal(body)
    expect((await send('PUT', path, { body: { name: 'Team B' } })).body).to.include({ name: 'Team B', description: '' })
    expect((await send('PUT', path, { body: {} })).status).to.equal(400)
    expect((await send('DELETE', path)).body).to.include({ name: 'Team B' })
    const gone = await send('GET', path)
    expect(gone.body).to.deep.equal({ code: 404, message: 'Not Found', status: 'Not Found' })
  })

  test('have unique names', async ({ send }) => {
    const first = await send('POST', GROUPS, { body: { name: 'Team A' } })
    const second = await send('POST', GROUPS, { body: { name: 'Team B' } })
    expect(first.status).to.equal(201)
    expect((await send('POST', GROUPS, { body: { name: 'Team A' } })).body).to.include({
      code: 409,
      message: 'Already Exists',
    })
    const path = `${GROUPS}/${objectOf(second.body)['id']}`
    expect((await send('PUT', path, { body: { name: 'Team A' } })).status).to.equal(409)
  })

  test('have errors with details', async ({ send }) => {
    const { status, body } = await send('POST', GROUPS, { body: { name: 7, membershipMethod: 'BY_CHANCE' } })
    expect(status).to.equal(400)
    expect(listOf(objectOf(body)['details'])[0]).to.deep.equal({
      '@type': 'type.googleapis.com/google.rpc.BadRequest',
      fieldViolations: [
        { field: 'name', description: 'name must be a string' },
        {
          field: 'membershipMethod',
          description: 'membershipMethod must be one of NOTSET, STATIC, DYNAMIC_REVIEW_REQUIRED, DYNAMIC_AUTOMATED',
        },
      ],
    })
  })

  const bareLists: Parameters<Test>[1] = async ({ send }) => {
    for (const name of ['Alpha', 'Beta', 'Gamma'])
      await send('POST', GROUPS, { body: { name, email: `${name}@x.example` } })
    const list = async (query: string) => {
      const headers = { 'x-unfiltered-total-count': '1' }
      const answer = await send('GET', `${GROUPS}?${query}`, { headers })
      return [listOf(answer.body).map(({ name }) => name), answer.headers.get('x-total-count')]
    }
    expect(await list('')).to.deep.equal([['Alpha', 'Beta', 'Gamma'], '3'])
    expect(await list('sort=-name&limit=1&skip=1')).to.deep.equal([['Beta'], '3'])
    expect(await list('filter=name:eq:Beta')).to.deep.equal([['Beta'], '1'])
    expect(await list('filter=name:eq:*ta')).to.deep.equal([['Beta'], '1'])
    expect(await list('filter=name:in:Alpha,Gamma')).to.deep.equal([['Alpha', 'Gamma'], '2'])
    expect(await list('filter=name:between:Alpha,Beta')).to.deep.equal([['Alpha', 'Beta'], '2'])
    expect(await list('filter=name:search:AMM')).to.deep.equal([['Gamma'], '1'])
    const filtered = await send('GET', `${GROUPS}?filter=name:ne:Beta`, {
      headers: { 'x-unfiltered-total-count': '1' },
    })
    expect(filtered.headers.get('x-unfiltered-total-count')).to.equal('3')
    expect(Object.keys(listOf((await send('GET', `${GROUPS}?fields=name,type`)).body)[0] ?? {}).sort()).to.deep.equal([
      'id',
      'name',
      'type',
    ])
    expect((await send('GET', `${GROUPS}?filter=name:near:x`)).status).to.equal(400)
  }
  test('are bare lists, with the total in a header', bareLists, { switches: { allUsersGroup: 'absent' } })

  test('have members, each as a connection', async ({ send, api }) => {
    const group = objectOf((await send('POST', GROUPS, { body: { name: 'Team A' } })).body)
    const user = await created(send, named('jane'))
    const members = `${GROUPS}/${group['id']}/members`
    const change = async (op: string, id: unknown = user['_id']): Promise<number> =>
      (await send('POST', members, { body: { op, type: 'user', id } })).status
    expect(await change('add')).to.equal(204)
    expect((await send('GET', members)).body).to.deep.equal([{ to: { type: 'user', id: user['_id'] } }])
    expect((await send('POST', members, { body: { op: 'add', type: 'user', id: user['_id'] } })).body).to.include({
      message: 'Already Exists',
    })
    expect(await change('update')).to.equal(204)
    expect(await change('add', '5f00000000000000000000ff')).to.equal(404)
    expect((await send('POST', members, { body: { op: 'add', type: 'system', id: user['_id'] } })).status).to.equal(400)
    expect((await send('GET', `${GROUPS}/${group['id']}/membership`)).body).to.deep.equal([
      { type: 'user', id: user['_id'], paths: [[{ to: { type: 'user', id: user['_id'] } }]] },
    ])
    expect(listOf((await send('GET', `/api/v2/users/${user['_id']}/memberof`)).body).map(({ id }) => id)).to.deep.equal(
      [group['id']],
    )
    const found = objectOf((await send('POST', '/api/search/systemusers', { body: {} })).body)
    expect(listOf(found['results'])[0]?.['memberof']).to.deep.equal([group['id']])
    expect(await change('remove')).to.equal(204)
    expect(await change('remove')).to.equal(204)
    expect(await change('update')).to.equal(404)
    await change('add')
    await send('DELETE', `/api/systemusers/${user['_id']}`)
    expect((await send('GET', members)).body).to.deep.equal([])
    expect(api.store.edges.sources(String(user['_id']), 'user_group')).to.deep.equal([])
  })

  test(
    'respond 204 to a member that is already one, if the switch says so',
    async ({ send }) => {
      const group = objectOf((await send('POST', GROUPS, { body: { name: 'Team A' } })).body)
      const user = await created(send, named('jane'))
      const body = { op: 'add', type: 'user', id: user['_id'] }
      for (let time = 0; time < 2; time += 1)
        expect((await send('POST', `${GROUPS}/${group['id']}/members`, { body })).status).to.equal(204)
    },
    { switches: { memberAgainStatus: 204 } },
  )

  test('reject members added by hand if they are dynamic', async ({ send }) => {
    const dynamic = { name: 'All of IT', membershipMethod: 'DYNAMIC_AUTOMATED' }
    const group = objectOf((await send('POST', GROUPS, { body: dynamic })).body)
    const user = await created(send, named('jane'))
    const body = { op: 'add', type: 'user', id: user['_id'] }
    expect((await send('POST', `${GROUPS}/${group['id']}/members`, { body })).status).to.equal(400)
  })
}
