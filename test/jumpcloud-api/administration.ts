import { expect } from 'chai'
import { KEYS, key, listOf, ORGANIZATION, OTHER_ORGANIZATION, objectOf, resultsOf, type Test } from './subject.ts'

/** Tests organizations, their settings, administrators, keys and roles. */
export function administration(test: Test): void {
  test('lists the organizations of the key, without their settings', async ({ send }) => {
    const { body } = await send('GET', '/api/organizations')
    expect(body).to.include({ totalCount: 1 })
    expect(resultsOf(body)[0]).to.include({ _id: ORGANIZATION, displayName: 'Contoso' })
    expect(resultsOf(body)[0]).to.not.have.property('settings')
    const all = await send('POST', '/api/search/organizations', { ...key('provider'), body: { limit: 0, skip: 0 } })
    expect(resultsOf(all.body).map(({ displayName }) => displayName)).to.deep.equal(['Contoso', 'Fabrikam'])
    const search = { fields: ['displayName'], searchTerm: 'fabri' }
    const one = await send('POST', '/api/search/organizations', { ...key('provider'), body: { search } })
    expect(resultsOf(one.body).map(({ _id }) => _id)).to.deep.equal([OTHER_ORGANIZATION])
  })

  test('changes some settings and preserves the others', async ({ send }) => {
    const path = `/api/organizations/${ORGANIZATION}`
    const before = objectOf(objectOf((await send('GET', path)).body)['settings'])
    const settings = { newSystemUserStateDefaults: { csvImport: 'STAGED' }, contactName: 'Jane', nonsense: 1 }
    const after = objectOf(objectOf((await send('PUT', path, { body: { settings } })).body)['settings'])
    expect(after).to.include({ contactName: 'Jane' })
    expect(after).to.not.have.property('nonsense')
    expect(after['newSystemUserStateDefaults']).to.deep.equal({
      ...objectOf(before['newSystemUserStateDefaults']),
      csvImport: 'STAGED',
    })
    const wrong = { settings: { newSystemUserStateDefaults: { manualEntry: 'SUSPENDED' } } }
    expect((await send('PUT', path, { body: wrong })).status).to.equal(400)
    expect((await send('PUT', path, { ...key('manager'), body: { settings } })).status).to.equal(403)
    expect((await send('GET', `/api/organizations/${OTHER_ORGANIZATION}`)).status).to.equal(404)
  })

  test('expires passwords as the policy says', async ({ send }) => {
    const passwordPolicy = { enablePasswordExpirationInDays: true, passwordExpirationInDays: 90 }
    await send('PUT', `/api/organizations/${ORGANIZATION}`, { body: { settings: { passwordPolicy } } })
    const body = { username: 'jane', email: 'jane@contoso.example', password: 'a-password' }
    const user = objectOf((await send('POST', '/api/systemusers', { body })).body)
    expect(user).to.include({ activated: true, password_expiration_date: '2026-05-30T12:00:00.000Z' })
    const forever = { password_never_expires: true }
    expect((await send('PUT', `/api/systemusers/${user['_id']}`, { body: forever })).body).to.include({
      password_expiration_date: null,
    })
  })

  test('stores administrators, whose keys are returned once', async ({ send }) => {
    const { body } = await send('POST', '/api/users', { body: { email: 'new@contoso.example', roleName: 'Read Only' } })
    const fresh = objectOf(body)
    expect(fresh).to.include({ roleName: 'Read Only', apiKeyAllowed: false, apiKeySet: false })
    expect((await send('POST', '/api/users', { body: { email: 'NEW@contoso.example' } })).status).to.equal(400)
    expect((await send('POST', '/api/users', { body: { email: 'x@y.example', roleName: 'Emperor' } })).status).to.equal(
      400,
    )
    const path = `/api/users/${fresh['_id']}`
    expect((await send('PUT', path, { body: { roleName: 'Manager', suspended: true } })).body).to.include({
      role: 'Manager',
      suspended: true,
    })
    expect((await send('GET', path)).body).to.include({ email: 'new@contoso.example' })
    expect(resultsOf((await send('GET', '/api/users?filter=roleName:$eq:Manager')).body)).to.have.length(3)
    expect((await send('DELETE', path)).status).to.equal(200)
    expect((await send('GET', path)).status).to.equal(404)
  })

  test('ends a key when a new one is created, and when it expires', async ({ send, advance, api }) => {
    const { body } = await send('POST', '/api/users/generateApiKey', { ...key('manager'), body: { ttl: 60 } })
    const apiKey = String(objectOf(body)['apiKey'])
    expect(apiKey).to.match(/^jca_[A-Za-z0-9]{36}$/)
    expect((await send('GET', '/api/systemusers', key('manager'))).status).to.equal(401)
    const fresh = { headers: { 'x-api-key': apiKey } }
    const self = objectOf((await send('GET', '/api/users/getSelf', fresh)).body)
    expect(self['apiKeyHash']).to.deep.equal({
      prefix: apiKey.slice(0, 8),
      createdAt: '2026-03-01T12:00:00.000Z',
      expireAt: '2026-03-01T12:01:00.000Z',
    })
    advance(60_000)
    expect((await send('GET', '/api/systemusers', fresh)).status).to.equal(401)
    expect(JSON.stringify([...api.recorder.calls, api.store.administrators.all()])).to.not.include(apiKey)
  })

  test('rejects the key of an administrator who is suspended, deleted or not allowed to have one', async ({ send }) => {
    const list = resultsOf((await send('GET', '/api/users')).body)
    const id = list.find(({ email }) => email === 'manager@contoso.example')?.['_id']
    const asked = async (): Promise<number> => (await send('GET', '/api/systemusers', key('manager'))).status
    for (const ended of [{ suspended: true }, { apiKeyAllowed: false }]) {
      await send('PUT', `/api/users/${id}`, { body: ended })
      expect(await asked(), JSON.stringify(ended)).to.equal(401)
      await send('PUT', `/api/users/${id}`, { body: { suspended: false, apiKeyAllowed: true } })
      expect(await asked()).to.equal(200)
    }
    await send('DELETE', `/api/users/${id}`)
    expect(await asked()).to.equal(401)
    const self = list.find(({ email }) => email === 'billing@contoso.example')?.['_id']
    expect((await send('DELETE', `/api/users/${self}`)).status).to.equal(400)
  })

  test('lists its roles', async ({ send }) => {
    const { body } = await send('GET', '/api/v2/roles')
    expect(resultsOf(body).map(({ name }) => name)).to.include.members(['Administrator With Billing', 'Read Only'])
    expect(listOf(objectOf(body)['results'])).to.have.length(8)
    expect((await send('GET', '/api/v2/roles', { headers: { 'x-api-key': KEYS.helper } })).status).to.equal(403)
  })
}
