import { expect } from 'chai'
import type { Switches } from '../../mocks/jumpcloud-api/index.ts'
import type { JsonObject } from '../../mocks/jumpcloud-api/wire/json.ts'
import type { Send } from '../support/described-client.ts'
import { created, named, objectOf, resultsOf, type Test } from './subject.ts'

const USERS = '/api/systemusers'

/**
 * Tests what each switch decides, with the same requests in both positions; the switches of one resource are tested
 * with the resource.
 */
export function switched(test: Test): void {
  const both = (
    title: string,
    ask: (send: Send) => Promise<unknown>,
    otherwise: Partial<Switches>,
    [byDefault, switchedOver]: readonly [unknown, unknown],
  ): void => {
    test(`${title}, by default`, async ({ send }) => expect(await ask(send)).to.deep.equal(byDefault))
    const names = Object.entries(otherwise).map(([name, value]) => `${name} ${value}`)
    test(
      `${title}, with ${names.join(', ')}`,
      async ({ send }) => expect(await ask(send)).to.deep.equal(switchedOver),
      {
        switches: otherwise,
      },
    )
  }
  const posted = async (send: Send, body: JsonObject): Promise<number> => (await send('POST', USERS, { body })).status

  const twice = async (send: Send) => [await posted(send, named('jane')), await posted(send, named('jane'))]
  both('answer a duplicate', twice, { duplicateStatus: 409 }, [
    [200, 400],
    [200, 409],
  ])

  const capital = async (send: Send) => [
    await posted(send, named('jane')),
    await posted(send, named('Jane', { email: 'other@contoso.example' })),
  ]
  both('compare usernames', capital, { usernameCase: 'regarded' }, [
    [200, 400],
    [200, 200],
  ])

  const strict = async (send: Send) => [await posted(send, named('9ja+ne')), await posted(send, named('j'.repeat(21)))]
  both('validate usernames', strict, { usernames: 'lenient', maxUsernameLength: 20 }, [
    [400, 200],
    [200, 400],
  ])

  const misspelled = (send: Send) => posted(send, named('jane', { displayName: 'Jane' }))
  both('accept unknown properties', misspelled, { unknownProperties: 'refused' }, [200, 400])

  const managed = (send: Send) => posted(send, named('jane', { manager: '5f00000000000000000000ff' }))
  both('validate managers', managed, { managers: 'unchecked' }, [400, 200])

  const plain = async (send: Send) => [
    (await send('GET', `${USERS}?filter=username:eq:jane`)).status,
    (await send('GET', `${USERS}?filter=username:$eq:jane`)).status,
    (await send('POST', '/api/search/systemusers', { body: { filter: { and: ['username:eq:jane'] } } })).status,
  ]
  both('read filters', plain, { plainFilterOperators: 'refused' }, [
    [200, 200, 200],
    [400, 200, 400],
  ])

  const renamed = async (send: Send) => {
    const { _id } = await created(send, named('jane'))
    const server = {
      name: 'Office',
      networkSourceIp: '203.0.113.9',
      sharedSecret: 'a-shared-secret',
      authIdp: 'JUMPCLOUD',
    }
    const { body } = await send('POST', '/api/radiusservers', { body: server })
    const bound = { op: 'add', type: 'user', id: _id ?? '' }
    const path = `/api/v2/radiusservers/${objectOf(body)['_id']}/associations`
    expect((await send('POST', path, { body: bound })).status).to.equal(204)
    return (await send('PUT', `${USERS}/${_id}`, { body: { username: 'janet' } })).status
  }
  both('rename users that are bound to a resource', renamed, { boundUsernames: 'free' }, [400, 200])

  const pages = async (send: Send) => {
    for (const name of ['ann', 'bob', 'cid', 'dan']) await created(send, named(name))
    return [
      resultsOf((await send('GET', `${USERS}?limit=100`)).body).length,
      resultsOf((await send('POST', '/api/search/systemusers', { body: { limit: 100 } })).body).length,
    ]
  }
  both('end pages', pages, { listLimit: 2, searchLimit: 3 }, [
    [4, 4],
    [2, 3],
  ])
}

/** Tests whether a 429 has a Retry-After. */
export function rates(test: Test): void {
  for (const retryAfter of ['sent', 'absent'] as const)
    test(
      `come with Retry-After if the switch is ${retryAfter}`,
      async ({ send }) => {
        await send('GET', USERS)
        const { status, headers } = await send('GET', USERS)
        expect([status, headers.has('retry-after')]).to.deep.equal([429, retryAfter === 'sent'])
      },
      { rateLimit: { requests: 1, seconds: 60 }, switches: { retryAfter } },
    )
}
