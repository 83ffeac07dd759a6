import { expect } from 'chai'
import type { JsonObject } from '../../mocks/jumpcloud-api/wire/json.ts'
import type { Send } from '../support/described-client.ts'
import { created, listOf, named, ORGANIZATION, objectOf, type Subject, type Test } from './subject.ts'

const BULK = '/api/v2/bulk/users'
const STATES = '/api/v2/bulk/userstates'
const HOUR = 3_600_000

/** Tests jobs that process their rows after the response, and scheduled changes of state. */
export function bulk(test: Test): void {
  const results = async (send: Send, jobId: unknown): Promise<JsonObject[]> =>
    listOf((await send('GET', `${BULK}/${jobId}/results`)).body)
  const finished = async ({ send, api }: Subject, jobId: unknown): Promise<JsonObject[]> => {
    const rows = (await results(send, jobId)).length
    await api.recorder.until(
      () => api.recorder.calls.filter(({ operation }) => operation?.endsWith(' row')).length >= rows,
    )
    return results(send, jobId)
  }

  test('responds at once, and then processes valid and invalid rows', async (subject) => {
    const { send, api } = subject
    const body = [named('ann'), named('ann'), { username: 'no e-mail' }, named('bob', { password: 'a-password' })]
    const { status, body: answer } = await send('POST', BULK, { body })
    expect(status).to.equal(200)
    const rows = await finished(subject, objectOf(answer)['jobId'])
    expect(rows.map(({ status: done, statusMsg }) => [done, statusMsg])).to.deep.equal([
      ['finished', ''],
      ['failed', 'User already exists'],
      ['failed', 'email is required'],
      ['finished', ''],
    ])
    expect(rows[0]?.['persistedFields']).to.deep.equal(named('ann'))
    expect(api.store.list().map(({ username, creationSource }) => [username, creationSource])).to.deep.equal([
      ['ann', 'jumpcloud:bulk'],
      ['bob', 'jumpcloud:bulk'],
    ])
    expect(JSON.stringify(api.recorder.calls) + JSON.stringify(rows)).to.not.include('a-password')
    expect(await send('GET', `${BULK}/nowhere/results`)).to.include({ status: 404 })
    expect((await send('POST', BULK, { body: {} })).status).to.equal(400)
    expect((await send('POST', BULK, { body: ['x'] })).status).to.equal(400)
  })

  test('sets the state of new users by their source', async (subject) => {
    const { send, api } = subject
    const settings = { newSystemUserStateDefaults: { csvImport: 'STAGED', applicationImport: 'ACTIVATED' } }
    await send('PUT', `/api/organizations/${ORGANIZATION}`, { body: { settings } })
    const first = await send('POST', BULK, { body: [named('ann')] })
    await finished(subject, objectOf(first.body)['jobId'])
    const headers = { 'creation-source': 'jumpcloud:workday' }
    await send('POST', BULK, { body: [named('bob')], headers })
    await api.recorder.until(({ after }) => after?.['username'] === 'bob')
    expect(api.store.list().map(({ username, state }) => [username, state])).to.deep.equal([
      ['ann', 'STAGED'],
      ['bob', 'ACTIVATED'],
    ])
    const wrong = await send('POST', BULK, { body: [named('cid')], headers: { 'creation-source': 'a list of mine' } })
    expect(wrong.status).to.equal(400)
  })

  test('updates by id', async (subject) => {
    const { send } = subject
    const { _id } = await created(subject.send, named('jane'))
    const body = [
      { id: _id, department: 'R&D' },
      { id: '5f00000000000000000000ff', department: 'R&D' },
    ]
    const { body: answer } = await send('PATCH', BULK, { body })
    const rows = await finished(subject, objectOf(answer)['jobId'])
    expect(rows.map(({ status }) => status)).to.deep.equal(['finished', 'failed'])
    expect((await send('GET', `/api/systemusers/${_id}`)).body).to.include({ department: 'R&D' })
  })

  test('changes states at their scheduled time', async ({ send, advance }) => {
    const { _id } = await created(send, named('jane'))
    const path = `/api/systemusers/${_id}`
    const schedule = (state: string, start_date: string, more: JsonObject = {}) =>
      send('POST', STATES, { body: { user_ids: [_id ?? null], state, start_date, ...more } })
    const { status, body } = await schedule('SUSPENDED', '2026-03-01T14:00:00')
    expect(status).to.equal(201)
    const [change] = listOf(body)
    expect(change).to.include({ systemUserId: _id, state: 'SUSPENDED', scheduledDate: '2026-03-01T14:00:00.000Z' })
    await schedule('ACTIVATED', '2026-03-01T16:00:00Z')
    await schedule('SUSPENDED', '2026-03-01T18:00:00Z')
    expect(listOf((await send('GET', `${STATES}?userid=${_id}`)).body)).to.have.length(3)
    expect(listOf((await send('GET', `${STATES}?filter=state:eq:ACTIVATED`)).body)).to.have.length(1)
    const next = objectOf((await send('GET', `${STATES}/eventlist/next?users=${_id}`)).body)
    expect(listOf(next['results']).map(({ scheduledDate }) => scheduledDate)).to.deep.equal([
      '2026-03-01T14:00:00.000Z',
      '2026-03-01T16:00:00.000Z',
    ])
    advance(2 * HOUR - 1)
    expect((await send('GET', path)).body).to.include({ state: 'ACTIVATED' })
    advance(1)
    expect((await send('GET', path)).body).to.include({ state: 'SUSPENDED', suspended: true })
    advance(2 * HOUR)
    expect((await send('GET', path)).body).to.include({ state: 'ACTIVATED' })
    const [last] = listOf((await send('GET', STATES)).body)
    expect((await send('DELETE', `${STATES}/${last?.['scheduledJobId']}`)).status).to.equal(204)
    expect((await send('DELETE', `${STATES}/${last?.['scheduledJobId']}`)).status).to.equal(404)
    advance(9 * HOUR)
    expect((await send('GET', path)).body).to.include({ state: 'ACTIVATED' })
    expect((await schedule('STAGED', '2026-03-02T00:00:00Z')).status).to.equal(400)
    expect((await schedule('SUSPENDED', 'tomorrow')).status).to.equal(400)
    expect((await schedule('SUSPENDED', '2026-13-41T00:00:00Z')).status).to.equal(400)
    expect((await send('GET', `${STATES}/eventlist/next`)).status).to.equal(400)
  })

  test('removes scheduled changes of a user who is deleted', async ({ send }) => {
    const { _id } = await created(send, named('jane'))
    const body = { user_ids: [_id ?? null], state: 'SUSPENDED', start_date: '2026-03-02T00:00:00Z' }
    await send('POST', STATES, { body })
    await send('DELETE', `/api/systemusers/${_id}`)
    expect((await send('GET', STATES)).body).to.deep.equal([])
  })
}
