import { expect } from 'chai'
import fc from 'fast-check'
import type { Exchange } from '../../reports/index.ts'
import { judgeClient } from './client-rules.ts'

const BASE = 'https://host.example/scim'
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'

function sent(method: string, path: string, body?: unknown, contentType = 'application/scim+json'): Exchange {
  return {
    id: 'x1',
    cause: 'recording',
    leg: 'scim',
    startedDateTime: '',
    time: 0,
    request: {
      method,
      url: BASE + path,
      httpVersion: '',
      headers: [{ name: 'Content-Type', value: contentType }],
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    },
    response: { status: 200, headers: [], body: '' },
  }
}
const patch = (...Operations: unknown[]): Exchange => sent('PATCH', '/Users/1', { schemas: [PATCH_OP], Operations })
const broken = (exchange: Exchange): string[] =>
  judgeClient([exchange], BASE).flatMap(({ id, broken: count }) => (count > 0 ? [id] : []))

describe('the requests of a client', () => {
  for (const [what, exchange, rules] of [
    ['nothing wrong', sent('POST', '/Users', { schemas: [USER], userName: 'a', active: true }), []],
    [
      'nothing wrong in a PATCH',
      patch(
        { op: 'remove', path: 'title' },
        { op: 'add', value: { title: 'x' } },
        { op: 'replace', path: 'active', value: false },
      ),
      [],
    ],
    ['a read', sent('GET', '/Users?filter=x'), []],
    ['no JSON', sent('POST', '/Users', '{'), ['client.json-body']],
    ['a form', sent('POST', '/Users', { schemas: [USER] }, 'application/x-www-form-urlencoded'), ['client.media-type']],
    ['no schemas', sent('PUT', '/Users/1', { userName: 'a' }), ['client.schemas']],
    [
      'another message',
      sent('PATCH', '/Users/1', { schemas: [USER], Operations: [{ op: 'add', path: 'title', value: 'x' }] }),
      ['client.patch-message'],
    ],
    ['no operations', patch(), ['client.patch-message']],
    ['an unknown op', patch({ op: 'move', path: 'title', value: 'x' }), ['client.patch-op']],
    ['a capital op', patch({ op: 'Replace', path: 'title', value: 'x' }), ['client.patch-op-case']],
    ['no value', patch({ op: 'add', path: 'title' }), ['client.patch-value']],
    ['no path', patch({ op: 'remove' }), ['client.remove-path']],
    ['a string for a boolean', patch({ op: 'replace', path: 'active', value: 'False' }), ['client.boolean']],
    ['an id', sent('POST', '/Users', { schemas: [USER], id: '7' }), ['client.no-id']],
  ] as const)
    it(`violates ${rules.length === 0 ? 'no rule' : rules.join()} with ${what}`, () => {
      expect(broken(exchange)).to.deep.equal(rules)
    })

  it('are judged for any input', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('GET', 'POST', 'PATCH', 'PUT'),
        fc.oneof(fc.string(), fc.json(), fc.record({ Operations: fc.jsonValue(), schemas: fc.jsonValue() })),
        (method, body) => {
          for (const { broken: count } of judgeClient([sent(method, '/Users', body)], BASE))
            expect(count).to.be.oneOf([0, 1])
        },
      ),
    )
  })
})
