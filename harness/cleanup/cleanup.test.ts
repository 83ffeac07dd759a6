import { expect } from 'chai'
import { jumpCloudSchema } from '../../mocks/entra/index.ts'
import { USER_SCHEMA } from '../../mocks/protocol/index.ts'
import { type Deviation, listenScimServer } from '../../mocks/scim-server/index.ts'
import { rehearse } from '../run/rehearse.ts'
import type { ScimSession } from '../scim/session.ts'
import { removeNameless } from './cleanup.ts'

/** Makes the response to a create lack the id and the Location. */
const returnsNoId: Deviation = {
  name: 'no-id-returned',
  says: 'a create returns no id',
  caughtBy: [],
  around: async (request, serve) => {
    const response = await serve(request)
    if (request.method !== 'POST' || response.status !== 201) return response
    const { location: _location, ...headers } = response.headers
    const { id: _id, meta: _meta, ...body } = Object(response.body)
    return { ...response, headers, body }
  },
}

describe('resources that were created without an id in the response', () => {
  it('are found by name and removed, and no other resource is', async () => {
    await using server = await listenScimServer({ deviation: returnsNoId, token: 'right' })
    const headers = { authorization: 'Bearer right', 'content-type': 'application/scim+json' }
    const foreign = { schemas: [USER_SCHEMA], userName: 'jane', displayName: 'Jane Doe' }
    await fetch(`${server.url}/Users`, { method: 'POST', headers, body: JSON.stringify(foreign) })
    const { result } = await rehearse({
      target: { url: server.url, token: 'right' },
      schema: jumpCloudSchema,
      seed: 1,
      selection: { checks: ['scim.create.*', 'entra.create'] },
    })
    expect(result.leftovers ?? []).to.deep.equal([])
    const left = (await (await fetch(`${server.url}/Users`, { headers })).json()) as {
      Resources: { userName: string }[]
    }
    expect(left.Resources.map(({ userName }) => userName)).to.deep.equal(['jane'])
  })

  it('are listed as left if their name may belong to others', async () => {
    const headers = { 'x-api-key': 'planted-key', 'x-tenant': 'planted-tenant', accept: 'a/b' }
    const untouchable = new Proxy({ baseUrl: 'https://host/scim/v2', headers } as unknown as ScimSession, {
      get: (session, name) => {
        if (name === 'baseUrl' || name === 'headers') return session[name]
        throw new Error(`the session must not be used, but ${String(name)} was read`)
      },
    })
    const made = [
      { collection: '/Users', name: { attribute: 'displayName', value: 'Jane Doe' }, reason: 'returned no id' },
    ] as const
    const [leftover] = await removeNameless(made, untouchable, 'rh1', () => {})
    expect(leftover?.reason).to.include('of "Jane Doe" returned no id')
    expect(leftover?.remove).to.equal(
      `curl -i -X DELETE 'https://host/scim/v2/Users/{id of Jane Doe}' -H "x-api-key: $SCIM_TOKEN" -H "x-tenant: $HEADER_X_TENANT" -H 'accept: a/b'`,
    )
  })
})
