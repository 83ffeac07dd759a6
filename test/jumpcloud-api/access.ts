import { expect } from 'chai'
import type { JsonObject } from '../../mocks/jumpcloud-api/wire/json.ts'
import { created, type KEYS, key, named, ORGANIZATION, OTHER_ORGANIZATION, objectOf, type Test } from './subject.ts'

const jane = (): JsonObject => named('jane')

/** Tests keys, roles and organizations of callers. */
export function access(test: Test): void {
  test('redirects requests without a key to the login page', async ({ send }) => {
    for (const path of ['/api/systemusers', '/api/v2/usergroups', '/api/nowhere']) {
      const { status, headers, text } = await send('GET', path, { headers: { 'x-api-key': '' } })
      expect([status, headers.get('location'), text], path).to.deep.equal([302, '/login', ''])
    }
  })

  test('reports an unknown key in the words of the live API', async ({ send }) => {
    const unknown = { headers: { 'x-api-key': 'jca_unknown' } }
    expect((await send('GET', '/api/systemusers', unknown)).body).to.deep.equal({
      error: 'Unauthorized',
      message: 'Unauthorized: api key user not found',
    })
    const { status, body } = await send('GET', '/api/v2/usergroups', unknown)
    expect(status).to.equal(401)
    expect(body).to.deep.equal({
      code: 401,
      message: 'Unauthorized: api key user not found',
      status: 'Unauthorized',
    })
    expect((await send('GET', '/api/systemusers', key('expired'))).status).to.equal(401)
  })

  test('gives each role its permissions', async ({ send }) => {
    const { _id } = await created(send, jane())
    const asked = async (who: keyof typeof KEYS): Promise<number[]> => [
      (await send('GET', '/api/systemusers', key(who))).status,
      (await send('POST', `/api/systemusers/${_id}/unlock`, key(who))).status,
      (await send('POST', '/api/systemusers', { ...key(who), body: named(who) })).status,
      (await send('GET', '/api/users', key(who))).status,
      (await send('POST', '/api/users', { ...key(who), body: { email: `${who}@new.example` } })).status,
    ]
    expect(await asked('billing')).to.deep.equal([200, 200, 200, 200, 200])
    expect(await asked('manager')).to.deep.equal([200, 200, 200, 200, 403])
    expect(await asked('helper')).to.deep.equal([200, 200, 403, 403, 403])
    expect(await asked('reader')).to.deep.equal([200, 403, 403, 200, 403])
    expect(await asked('runner')).to.deep.equal([403, 403, 403, 403, 403])
  })

  test('applies the rules of x-org-id', async ({ send }) => {
    const asked = async (who: keyof typeof KEYS, path: string, id?: string): Promise<number> =>
      (
        await send('GET', path, {
          headers: { ...key(who).headers, ...(id === undefined ? {} : { 'x-org-id': id }) },
        })
      ).status
    expect(await asked('billing', '/api/systemusers', ORGANIZATION)).to.equal(200)
    expect(await asked('billing', '/api/systemusers', OTHER_ORGANIZATION)).to.equal(404)
    expect(await asked('billing', '/api/systemusers', 'five')).to.equal(400)
    expect(await asked('billing', '/api/organizations', ORGANIZATION)).to.equal(403)
    expect(await asked('billing', `/api/organizations/${ORGANIZATION}`, OTHER_ORGANIZATION)).to.equal(400)
    expect(await asked('provider', '/api/systemusers')).to.equal(401)
    expect(await asked('provider', '/api/systemusers', OTHER_ORGANIZATION)).to.equal(200)
    expect(await asked('provider', '/api/systemusers', '5f0000000000000000000009')).to.equal(404)
    expect(await asked('provider', '/api/organizations')).to.equal(200)
  })

  test('gives tokens to service accounts, and accepts them only as Bearer', async ({ send, advance, api }) => {
    const basic = (secret: string): string => `Basic ${Buffer.from(`bridge:${secret}`).toString('base64')}`
    const fetchToken = (secret: string, body: string) =>
      send('POST', '/oauth2/token', {
        body,
        headers: {
          authorization: basic(secret),
          'content-type': 'application/x-www-form-urlencoded',
          'x-api-key': '',
        },
      })
    const grant = 'grant_type=client_credentials&scope=api'
    expect((await fetchToken('wrong', grant)).status).to.equal(401)
    expect((await fetchToken('a-secret-of-the-bridge', 'grant_type=password')).status).to.equal(400)
    const { body } = await fetchToken('a-secret-of-the-bridge', grant)
    const token = String(objectOf(body)['access_token'])
    expect(body).to.include({ token_type: 'bearer', expires_in: 3600 })
    const bearer = { headers: { 'x-api-key': '', authorization: `Bearer ${token}` } }
    expect((await send('POST', '/api/systemusers', { ...bearer, body: jane() })).status).to.equal(200)
    expect((await send('GET', '/api/systemusers', { headers: { 'x-api-key': token } })).status).to.equal(401)
    expect(
      (await send('GET', '/api/systemusers', { headers: { 'x-api-key': 'a-secret-of-the-bridge' } })).status,
    ).to.equal(401)
    expect(api.recorder.calls.map(({ admin }) => admin)).to.include('bridge')
    advance(3_600_000)
    expect((await send('GET', '/api/systemusers', bearer)).status).to.equal(401)
  })
}
