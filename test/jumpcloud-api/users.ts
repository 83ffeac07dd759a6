import { expect } from 'chai'
import type { JsonObject } from '../../mocks/jumpcloud-api/wire/json.ts'
import {
  created,
  KEYS,
  listOf,
  named,
  ORGANIZATION,
  OTHER_ORGANIZATION,
  objectOf,
  type Test,
  usernames,
} from './subject.ts'

const jane = (more: JsonObject = {}): JsonObject => named('jane', more)

/** Tests system users. */
export function users(test: Test): void {
  test('are created, read, changed in part, and deleted', async ({ send }) => {
    const user = await created(send, jane({ firstname: 'Jane', department: 'R&D' }))
    expect(user).to.include({
      firstname: 'Jane',
      lastname: '',
      state: 'ACTIVATED',
      suspended: false,
      activated: false,
      password_date: null,
      employeeIdentifier: null,
      created: '2026-03-01T12:00:00.000Z',
      creationSource: 'jumpcloud:api',
      organization: ORGANIZATION,
    })
    expect(user['_id']).to.match(/^[0-9a-f]{24}$/)
    expect(user['id']).to.equal(user['_id'])
    const path = `/api/systemusers/${user['_id']}`
    expect((await send('GET', path)).body).to.deep.equal(user)
    const changed = await send('PUT', path, { body: { lastname: 'Doe', firstname: null } })
    expect(changed.body).to.deep.equal({ ...user, firstname: '', lastname: 'Doe' })
    expect((await send('DELETE', path)).body).to.deep.equal(changed.body)
    for (const method of ['GET', 'PUT', 'DELETE'])
      expect((await send(method, path, method === 'PUT' ? { body: {} } : {})).status, method).to.equal(404)
  })

  test('are validated by the table, with the first error or all of them', async ({ send, api }) => {
    const wrong = { username: 'jane@contoso.example', email: 'nobody', firstname: 7 }
    const { status, body } = await send('POST', '/api/systemusers', { body: wrong })
    expect(status).to.equal(400)
    expect(body).to.deep.equal({ error: 'Bad Request', message: 'username may not be an email address' })
    expect(api.recorder.calls.at(-1)).to.include({ rule: 'username-no-email', status: 400 })
    const full = await send('POST', '/api/systemusers?fullValidationDetails=true', { body: wrong })
    expect(listOf(objectOf(full.body)['details']).map(({ field }) => field)).to.include.members([
      'username',
      'email',
      'firstname',
    ])
    expect(api.store.list()).to.deep.equal([])
  })

  test("have the live API's messages for custom attributes", async ({ send }) => {
    for (const [attribute, message] of [
      ['bad value', 'Attribute names may not contain spaces'],
      ['bad.value', 'Attribute names may only contain letters and numbers'],
    ]) {
      const { body } = await send('POST', '/api/systemusers', {
        body: jane({ attributes: [{ name: attribute ?? '', value: 'x' }] }),
      })
      expect(body).to.include({ message })
    }
  })

  test('are unique by username, e-mail and employee identifier, except blank identifiers', async ({ send, api }) => {
    await created(send, jane({ employeeIdentifier: '42' }))
    for (const [rule, body] of [
      ['username-unique', named('other', { username: 'JANE' })],
      ['email-unique', named('other', { email: 'Jane@Contoso.example' })],
      ['employeeidentifier-unique', named('other', { employeeIdentifier: '42' })],
    ] as const) {
      const { status, body: message } = await send('POST', '/api/systemusers', { body })
      expect(status, rule).to.equal(400)
      expect(message).to.deep.equal({ error: 'Bad Request', message: 'User already exists' })
      expect(api.recorder.calls.at(-1)?.rule).to.equal(rule)
    }
    for (const blank of ['', null]) await created(send, named(`blank${String(blank)}`, { employeeIdentifier: blank }))
    const { _id } = await created(send, named('john'))
    expect((await send('PUT', `/api/systemusers/${_id}`, { body: { username: 'jane' } })).status).to.equal(400)
    expect(objectOf((await send('GET', `/api/systemusers/${_id}`)).body)['username']).to.equal('john')
  })

  test('have e-mail addresses that no other organization has', async ({ send }) => {
    await created(send, jane())
    const elsewhere = { headers: { 'x-api-key': KEYS.provider, 'x-org-id': OTHER_ORGANIZATION } }
    const taken = await send('POST', '/api/systemusers', { ...elsewhere, body: jane() })
    expect(taken.status).to.equal(400)
    const free = jane({ email: 'jane@fabrikam.example' })
    expect((await send('POST', '/api/systemusers', { ...elsewhere, body: free })).status).to.equal(200)
    expect(usernames((await send('GET', '/api/systemusers', elsewhere)).body)).to.deep.equal(['jane'])
    expect(objectOf((await send('GET', '/api/systemusers')).body)['totalCount']).to.equal(1)
  })

  test('have consistent state and suspended, and reject a conflict', async ({ send }) => {
    const { _id } = await created(send, jane())
    const put = async (body: JsonObject): Promise<JsonObject> =>
      objectOf((await send('PUT', `/api/systemusers/${_id}`, { body })).body)
    expect(await put({ suspended: true })).to.include({ state: 'SUSPENDED', suspended: true })
    expect(await put({ state: 'ACTIVATED' })).to.include({ state: 'ACTIVATED', suspended: false })
    expect(await put({ state: 'SUSPENDED' })).to.include({ state: 'SUSPENDED', suspended: true })
    expect(await put({ suspended: false })).to.include({ state: 'ACTIVATED', suspended: false })
    expect(await put({ state: 'ACTIVATED', suspended: true })).to.include({
      message: 'Cannot save conflicting state and suspended fields. (state=ACTIVATED suspended=true)',
    })
    expect(await put({ state: 'STAGED' })).to.include({ message: 'state must be one of ACTIVATED, SUSPENDED' })
  })

  test('start staged if the organization says so, and are activated once', async ({ send }) => {
    const settings = { newSystemUserStateDefaults: { manualEntry: 'STAGED' } }
    await send('PUT', `/api/organizations/${ORGANIZATION}`, { body: { settings } })
    const user = await created(send, jane({ suspended: false, mfa: { exclusion: true, exclusionDays: '2' } }))
    expect(user).to.include({ state: 'STAGED', suspended: false, activated: false })
    const path = `/api/systemusers/${user['_id']}`
    const until = { mfa: { exclusion: true, exclusionUntil: '2026-04-01T00:00:00Z' } }
    expect((await send('PUT', path, { body: until })).status).to.equal(400)
    expect((await send('PUT', path, { body: { suspended: false } })).body).to.include({ state: 'STAGED' })
    expect((await send('POST', `${path}/state/activate`, { body: { email: 'boss@contoso.example' } })).text).to.equal(
      '',
    )
    const active = objectOf((await send('GET', path)).body)
    expect(active).to.include({ state: 'ACTIVATED', activated: false })
    expect(active['mfa']).to.deep.equal({
      configured: false,
      exclusion: true,
      exclusionUntil: '2026-03-03T12:00:00.000Z',
    })
    expect(objectOf(await created(send, named('john', { state: 'ACTIVATED' })))['state']).to.equal('ACTIVATED')
  })

  test('are Password Pending until a password is set, which is never returned', async ({ send, api }) => {
    const { _id } = await created(send, jane())
    const path = `/api/systemusers/${_id}`
    const { body, text } = await send('PUT', path, { body: { password: 'a-password-of-jane' } })
    expect(body).to.include({ activated: true, password_date: '2026-03-01T12:00:00.000Z' })
    expect(text).to.not.include('a-password-of-jane')
    expect(JSON.stringify(api.recorder.calls)).to.not.include('a-password-of-jane')
    expect((await send('POST', `${path}/expire`)).text).to.equal('')
    expect((await send('GET', path)).body).to.include({ password_expired: true })
    expect((await send('PUT', path, { body: { password: 'another' } })).body).to.include({
      password_expired: false,
    })
  })

  test('are locked and unlocked, and their factors are reset', async ({ send }) => {
    const { _id } = await created(send, jane())
    const path = `/api/systemusers/${_id}`
    expect((await send('PUT', path, { body: { account_locked: true } })).body).to.include({
      account_locked: true,
      account_locked_date: '2026-03-01T12:00:00.000Z',
    })
    expect((await send('POST', `${path}/unlock`)).status).to.equal(200)
    expect((await send('GET', path)).body).to.include({ account_locked: false, account_locked_date: null })
    expect((await send('POST', `${path}/resetmfa`, { body: { exclusion: true, exclusionDays: 1 } })).status).to.equal(
      200,
    )
    expect(objectOf((await send('GET', path)).body)['mfa']).to.include({
      exclusionUntil: '2026-03-02T12:00:00.000Z',
    })
    expect((await send('POST', `${path}/resetmfa`, { body: { exclusionDays: 0 } })).status).to.equal(400)
    expect((await send('POST', `${path}/mfasync`)).text).to.equal('"OK"')
    expect((await send('GET', `${path}/totpinfo`)).body).to.deep.equal({})
  })

  test('have SSH keys', async ({ send }) => {
    const { _id } = await created(send, jane())
    const path = `/api/systemusers/${_id}/sshkeys`
    expect((await send('POST', path, { body: { name: 'laptop' } })).status).to.equal(400)
    const { body } = await send('POST', path, { body: { name: 'laptop', public_key: 'ssh-ed25519 AAAA' } })
    expect((await send('GET', path)).body).to.deep.equal([body])
    expect((await send('DELETE', `${path}/${objectOf(body)['_id']}`)).status).to.equal(200)
    expect((await send('DELETE', `${path}/${objectOf(body)['_id']}`)).status).to.equal(404)
    expect((await send('GET', path)).body).to.deep.equal([])
  })

  test('pass their reports on when they are deleted', async ({ send }) => {
    const boss = await created(send, named('boss'))
    const next = await created(send, named('next'))
    const report = await created(send, jane({ manager: boss['_id'] ?? null }))
    const path = `/api/systemusers/${report['_id']}`
    const away = (id: unknown, manager: unknown) => send('DELETE', `/api/systemusers/${id}?cascade_manager=${manager}`)
    expect((await away(boss['_id'], 'nobody')).status).to.equal(400)
    expect((await away(boss['_id'], next['_id'])).status).to.equal(200)
    expect(objectOf((await send('GET', path)).body)['manager']).to.equal(next['_id'])
    expect((await away(next['_id'], 'null')).status).to.equal(200)
    expect(objectOf((await send('GET', path)).body)['manager']).to.equal(null)
    expect((await send('PUT', path, { body: { manager: report['_id'] } })).status).to.equal(400)
  })

  test('are identified by their source', async ({ send }) => {
    const from = (source: string) =>
      send('POST', '/api/systemusers', { body: jane(), headers: { 'creation-source': source } })
    expect((await from('jumpcloud:nothing')).status).to.equal(400)
    expect((await from('jumpcloud:scim')).body).to.include({ creationSource: 'jumpcloud:scim' })
  })

  test('ignore properties that the API does not have', async ({ send }) => {
    const user = await created(
      send,
      jane({ displayName: 'Jane', _id: 'x', totp_enabled: true, addresses: [{ zip: '1' }] }),
    )
    expect(user).to.not.have.property('displayName')
    expect(user).to.include({ displayname: '', totp_enabled: false })
    expect(Object.keys(listOf(user['addresses'])[0] ?? {})).to.deep.equal(['id'])
  })

  test('are changed only by PUT: there is no PATCH', async ({ send }) => {
    const { _id } = await created(send, jane())
    expect((await send('PATCH', `/api/systemusers/${_id}`, { body: {} })).status).to.equal(404)
  })

  test('require a JSON object as body', async ({ send }) => {
    for (const body of ['[]', 'null', '"x"', '{', ''])
      expect((await send('POST', '/api/systemusers', { body })).status, body).to.equal(400)
    const typeless = { body: JSON.stringify(jane()), headers: { 'content-type': 'text/plain' } }
    expect((await send('POST', '/api/systemusers', typeless)).status).to.equal(400)
  })
}
