import { expect } from 'chai'
import type { HttpRequest, HttpResponse } from '../../mocks/transport/index.ts'
import { createOwnership, type Ownership } from './ownership.ts'

const base = 'http://host/scim'
const userName = 'rh1abcdefghijx0001'

function exchange(method: string, path: string, status: number, body: unknown = '', sent?: unknown) {
  const request: HttpRequest = { method, url: base + path, headers: {}, body: JSON.stringify(sent) }
  const response: HttpResponse = { status, headers: {}, body: JSON.stringify(body) }
  return { id: 'x1', cause: 'a', request, response }
}

/** Returns the ownership after a create that returned no id. */
function withNameless(times = 1): Ownership {
  const ownership = createOwnership(base, 'rh1abcdefghij')
  for (let time = 0; time < times; time += 1)
    ownership.observe(exchange('POST', '/Users', 201, { userName }, { userName }))
  return ownership
}
const listing = (id: string, name = userName) =>
  exchange('GET', '/Users?filter=x', 200, { Resources: [{ id, userName: name, meta: { resourceType: 'User' } }] })

describe('a resource of unknown id', () => {
  it('is forgotten after a DELETE of the id that the target returned with its name', () => {
    const ownership = withNameless()
    ownership.observe(listing('7', userName.toUpperCase()))
    expect(ownership.nameless(), 'while it exists').to.have.lengthOf(1)
    ownership.observe(exchange('DELETE', '/Users/7', 500))
    expect(ownership.nameless(), 'after a failure').to.have.lengthOf(1)
    ownership.observe(exchange('DELETE', '/Users/7', 204))
    expect(ownership.nameless()).to.deep.equal([])
  })

  it('is still sought if one of two with its name was removed, or one with another name or id, or no id', () => {
    for (const [times, listed, removed] of [
      [2, listing('7'), '/Users/7'],
      [1, listing('7', `${userName}b`), '/Users/7'],
      [1, listing('7'), '/Users/8'],
      [1, listing('7'), '/Groups/7'],
      [1, listing(''), '/Users/'],
      [1, listing('..'), '/Users/..'],
    ] as const) {
      const ownership = withNameless(times)
      ownership.observe(listed)
      ownership.observe(exchange('DELETE', removed, 204))
      expect(ownership.nameless(), removed).to.have.lengthOf(1)
    }
  })

  it('is sought in its collection if a Bulk operation had the path of a resource', () => {
    const ownership = createOwnership(base, 'rh1abcdefghij')
    const Operations = [{ method: 'POST', path: '/Users/7', data: { userName } }]
    ownership.observe(exchange('POST', '/Bulk', 503, '', { Operations }))
    expect(ownership.nameless().map(({ collection }) => collection)).to.deep.equal(['/Users'])
  })
})
