import { expect } from 'chai'
import fc from 'fast-check'
import type { ObservedExchange } from '../harness/index.ts'
import type { JsonValue } from '../mocks/protocol/index.ts'
import { isEntraShaped } from '../suites/entra/entra-shaped.ts'

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

function exchange(method: string, target: string, requestBody?: JsonValue, status = 200): ObservedExchange {
  const url = new URL(`https://host${target}`)
  return {
    id: 'x1',
    method,
    url: url.href,
    path: url.pathname,
    query: url.searchParams,
    requestHeaders: {},
    requestText: JSON.stringify(requestBody) ?? '',
    requestBody,
    status,
    headers: {},
    text: '',
    body: undefined,
  }
}

const patch = (...operations: JsonValue[]): JsonValue => ({ schemas: [PATCH], Operations: operations })

describe('a request of the form that Entra sends', () => {
  const its: readonly (readonly [method: string, target: string, body?: JsonValue])[] = [
    ['GET', '/Users?filter=userName+eq+%22jane%40contoso.example%22'],
    ['GET', '/Users?filter=emails[type+eq+%22work%22].value+eq+%22jane%40contoso.example%22'],
    [
      'GET',
      `/Users?filter=${encodeURIComponent('urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber eq "7"')}`,
    ],
    ['GET', '/Groups?excludedAttributes=members&filter=displayName+eq+%22Team%20A%22'],
    ['GET', '/Users/7'],
    ['POST', '/Users', { schemas: [USER], userName: 'jane' }],
    [
      'POST',
      '/Groups',
      { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group', 'http://schemas.microsoft.com/x'], displayName: 'A' },
    ],
    ['PATCH', '/Users/7', patch({ op: 'Replace', path: 'active', value: 'False' })],
    ['PATCH', '/Users/7', patch({ op: 'replace', value: { 'name.givenName': 'Jane' } })],
    ['PATCH', '/Groups/7', patch({ op: 'remove', path: 'members[value eq "8"]' })],
    ['DELETE', '/Users/7'],
  ]
  for (const [method, target, body] of its)
    it(`is ${method} ${decodeURIComponent(target)}`, () =>
      expect(isEntraShaped(exchange(method, target, body))).to.equal(true))

  const others: readonly (readonly [what: string, ...of: Parameters<typeof exchange>])[] = [
    ['a list of everyone', 'GET', '/Users'],
    ['a page', 'GET', '/Users?filter=userName+eq+%22a%22&count=1'],
    ['another operator', 'GET', '/Users?filter=userName+xx+%22a%22'],
    ['a value without an end', 'GET', '/Users?filter=userName+eq+%22a'],
    ['another endpoint', 'GET', '/Schemas'],
    ['a deeper path', 'GET', '/Users/7/photo'],
    ['a search', 'POST', '/Users/.search', { schemas: [USER], userName: 'jane' }],
    ['a body that is not JSON', 'POST', '/Users', undefined],
    ['a user without a name', 'POST', '/Users', { schemas: [USER] }],
    ['a user without schemas', 'POST', '/Users', { userName: 'jane' }],
    ['a PATCH without operations', 'PATCH', '/Users/7', patch()],
    ['an operation without op', 'PATCH', '/Users/7', patch({ path: 'title', value: 'x' })],
    ['a PATCH of a list', 'PATCH', '/Users', patch({ op: 'Replace', path: 'active', value: 'False' })],
    ['a PUT', 'PUT', '/Users/7', { schemas: [USER], userName: 'jane' }],
    ['wrong credentials', 'GET', '/Users/7', undefined, 401],
  ]
  for (const [what, ...of] of others) it(`is not ${what}`, () => expect(isEntraShaped(exchange(...of))).to.equal(false))

  it('is recognized for any exchange', () => {
    const body = fc.oneof(fc.jsonValue(), fc.record({ schemas: fc.jsonValue(), Operations: fc.jsonValue() }))
    fc.assert(
      fc.property(
        fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE', 'PUT', 'X'),
        fc.webPath(),
        fc.string(),
        body,
        (method, path, filter, value) => {
          const target = `${path}?filter=${encodeURIComponent(filter.toWellFormed())}`
          expect(
            isEntraShaped(exchange(method, target.startsWith('/') ? target : `/${target}`, value as JsonValue)),
          ).to.be.a('boolean')
        },
      ),
    )
  })
})
