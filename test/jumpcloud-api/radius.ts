import { expect } from 'chai'
import { type RadiusServer, radiusVerdict } from '../../mocks/jumpcloud-api/index.ts'
import type { JsonObject } from '../../mocks/jumpcloud-api/wire/json.ts'
import { created, listOf, named, objectOf, resultsOf, type Test } from './subject.ts'

const SERVERS = '/api/radiusservers'
const wifi = (more: JsonObject = {}): JsonObject => ({
  name: 'Wi-Fi',
  networkSourceIp: '203.0.113.7',
  sharedSecret: 'a-shared-secret',
  ...more,
})

/** Tests RADIUS servers, what is bound to them, and which users they accept. */
export function radius(test: Test): void {
  test('are created, listed, changed and deleted; the recorder does not store their secret', async ({ send, api }) => {
    expect((await send('POST', SERVERS, { body: { name: 'Wi-Fi' } })).status).to.equal(400)
    const { body } = await send('POST', SERVERS, { body: wifi() })
    expect(body).to.include({ name: 'Wi-Fi', authIdp: 'JUMPCLOUD', mfa: 'DISABLED' })
    const path = `${SERVERS}/${objectOf(body)['_id']}`
    expect(resultsOf((await send('GET', SERVERS)).body)).to.deep.equal([body])
    const changed = objectOf((await send('PUT', path, { body: wifi({ authIdp: 'AZURE' }) })).body)
    expect(changed).to.include({ authIdp: 'AZURE' }).and.not.have.property('sharedSecret')
    expect((await send('GET', path)).body).to.include({ authIdp: 'AZURE', sharedSecret: 'a-shared-secret' })
    expect((await send('PUT', path, { body: wifi({ authIdp: 'OKTA' }) })).status).to.equal(400)
    expect((await send('DELETE', path)).body).to.not.have.property('sharedSecret')
    expect((await send('GET', path)).status).to.equal(404)
    expect(JSON.stringify(api.recorder.calls)).to.not.include('a-shared-secret')
  })

  test(
    'keep the password authority if PUT is configured to preserve it',
    async ({ send }) => {
      const server = objectOf((await send('POST', SERVERS, { body: wifi({ authIdp: 'AZURE' }) })).body)
      const changed = await send('PUT', `${SERVERS}/${server['_id']}`, { body: wifi({ authIdp: 'JUMPCLOUD' }) })
      expect(changed.body).to.include({ authIdp: 'AZURE' })
    },
    { switches: { radiusAuthIdp: 'ignored' } },
  )

  test('are bound to users and groups, from either end', async ({ send }) => {
    const server = objectOf((await send('POST', SERVERS, { body: wifi() })).body)
    const group = objectOf((await send('POST', '/api/v2/usergroups', { body: { name: 'Team A' } })).body)
    const [jane, john] = [await created(send, named('jane')), await created(send, named('john'))]
    const v2 = `/api/v2/radiusservers/${server['_id']}`
    const bind = (path: string, type: string, id: unknown, op = 'add') =>
      send('POST', `${path}/associations`, { body: { op, type, id } })
    await send('POST', `/api/v2/usergroups/${group['id']}/members`, {
      body: { op: 'add', type: 'user', id: jane['_id'] },
    })
    expect((await bind(v2, 'user_group', group['id'])).status).to.equal(204)
    expect((await bind(`/api/v2/users/${john['_id']}`, 'radius_server', server['_id'])).status).to.equal(204)
    expect((await send('GET', `${v2}/associations?targets=user_group`)).body).to.deep.equal([
      { to: { type: 'user_group', id: group['id'] } },
    ])
    expect((await send('GET', `${v2}/associations`)).status).to.equal(400)
    expect((await send('GET', `${v2}/associations?targets=system`)).status).to.equal(400)
    const users = listOf((await send('GET', `${v2}/users`)).body)
    expect(users.map(({ id }) => id)).to.deep.equal([jane['_id'], john['_id']])
    expect(users[0]?.['paths']).to.deep.equal([
      [{ to: { type: 'user_group', id: group['id'] } }, { to: { type: 'user', id: jane['_id'] } }],
    ])
    expect(listOf((await send('GET', `${v2}/usergroups`)).body).map(({ id }) => id)).to.deep.equal([group['id']])
    const from = `/api/v2/usergroups/${group['id']}/associations?targets=radius_server`
    expect((await send('GET', from)).body).to.deep.equal([{ to: { type: 'radius_server', id: server['_id'] } }])
    expect(
      listOf((await send('GET', `/api/v2/users/${john['_id']}/associations?targets=radius_server`)).body),
    ).to.have.length(1)
    expect((await bind(`/api/v2/usergroups/${group['id']}`, 'radius_server', server['_id'], 'remove')).status).to.equal(
      204,
    )
    expect(listOf((await send('GET', `${v2}/users`)).body)).to.have.length(1)
  })

  test('preserve the usernames of bound users', async ({ send }) => {
    const server = objectOf((await send('POST', SERVERS, { body: wifi() })).body)
    const jane = await created(send, named('jane'))
    const body = { op: 'add', type: 'user', id: jane['_id'] }
    await send('POST', `/api/v2/radiusservers/${server['_id']}/associations`, { body })
    const renamed = await send('PUT', `/api/systemusers/${jane['_id']}`, { body: { username: 'jane.doe' } })
    expect(renamed.status).to.equal(400)
    expect(renamed.body).to.include({ message: 'username cannot be changed while the user is bound to a resource' })
    await send('DELETE', `${SERVERS}/${server['_id']}`)
    expect((await send('PUT', `/api/systemusers/${jane['_id']}`, { body: { username: 'jane.doe' } })).status).to.equal(
      200,
    )
  })

  test('accept by Entra’s password users who are active, bound, and named by Company Email', async ({ send, api }) => {
    const azure = objectOf((await send('POST', SERVERS, { body: wifi({ authIdp: 'AZURE' }) })).body)
    const own = objectOf((await send('POST', SERVERS, { body: wifi({ name: 'VPN' }) })).body)
    const jane = await created(send, named('jane'))
    const path = `/api/systemusers/${jane['_id']}`
    const verdict = (server: JsonObject, login: string) => radiusVerdict(api.store, server as RadiusServer, login)
    expect(verdict(azure, 'jane@contoso.example')).to.include({ isLetIn: false })
    for (const server of [azure, own])
      await send('POST', `/api/v2/radiusservers/${server['_id']}/associations`, {
        body: { op: 'add', type: 'user', id: jane['_id'] },
      })
    // Password Pending does not matter if Entra verifies the password.
    expect(verdict(azure, 'JANE@contoso.example')).to.include({ isLetIn: true })
    expect(verdict(azure, 'jane')).to.include({ isLetIn: false, reason: 'no user has this Company Email' })
    expect(verdict(own, 'jane')).to.include({ isLetIn: false, reason: 'the password of the user is pending' })
    await send('PUT', path, { body: { password: 'a-password' } })
    expect(verdict(own, 'jane')).to.include({ isLetIn: true })
    await send('PUT', path, { body: { suspended: true } })
    expect(verdict(azure, 'jane@contoso.example')).to.include({ isLetIn: false, reason: 'the user is suspended' })
    expect(verdict(own, 'jane')).to.include({ isLetIn: false })
  })
}
