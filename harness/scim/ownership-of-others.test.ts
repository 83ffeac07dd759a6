import { expect } from 'chai'
import type { HttpRequest, HttpResponse } from '../../mocks/transport/index.ts'
import { createOwnership, type Ownership } from './ownership.ts'

const base = 'http://host/scim'
const run = 'rh1abcdefghij'

interface Given {
  readonly cause?: string
  readonly body?: unknown
  readonly headers?: Record<string, string>
  readonly sent?: unknown
}

function exchange(method: string, path: string, status: number | undefined, given: Given = {}) {
  const { cause = 'a', body = '', headers = {}, sent } = given
  const request: HttpRequest = {
    method,
    url: path.startsWith('http') ? path : base + path,
    headers: {},
    ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
  }
  const response: HttpResponse | undefined =
    status === undefined ? undefined : { status, headers, body: JSON.stringify(body) }
  return { id: 'x1', cause, request, ...(response === undefined ? {} : { response }) }
}

/** Returns a POST of a user, and the user in the response. */
const created = (userName: string, shown: object = {}, status = 201) =>
  exchange('POST', '/Users', status, { sent: { userName }, body: { userName, ...shown } })
const guards = (ownership: Ownership, method: string, path: string) => () =>
  ownership.guard({ method, url: base + path, headers: {} })
const soughtBy = (ownership: Ownership): readonly string[] =>
  ownership.nameless().map(({ collection, name, reason }) => `${collection} ${name?.value} ${reason}`)

describe('resources of others', () => {
  it('are never changed once the target has returned them', () => {
    const ownership = createOwnership(base, run)
    ownership.observe(exchange('GET', '/Users/7', 200, { body: { id: '7', userName: 'ada' } }))
    for (const method of ['PUT', 'PATCH', 'DELETE'])
      expect(guards(ownership, method, '/Users/7'), method).to.throw(/was not sent/)
    for (const method of ['GET', 'POST']) expect(guards(ownership, method, '/Users/7'), method).to.not.throw()
    expect(guards(ownership, 'DELETE', '/Users/8'), 'an id that was never returned').to.not.throw()
  })

  it('are not those whose id contains the name of the run', () => {
    for (const [runName, isAllowed] of [
      [run, true],
      ['rh2abcdefghij', false],
      [undefined, false],
    ] as const) {
      const ownership = createOwnership(base, runName)
      const id = `${run}x0001`
      ownership.observe(exchange('GET', '/Users', 200, { body: { Resources: [{ id }] } }))
      const send = guards(ownership, 'PATCH', `/Users/${id}`)
      if (isAllowed) expect(send).to.not.throw()
      else expect(send, runName).to.throw(/was not sent/)
    }
  })

  it('are not owned if a create returns their name, whether their id was seen or not', () => {
    const ownership = createOwnership(base, run)
    ownership.observe(created(`${run}x0001`, { id: '9', userName: 'ada@home.example' }))
    expect(ownership.all()).to.deep.equal([])
    expect(soughtBy(ownership)).to.deep.equal([
      `/Users ${run}x0001 was answered with a resource that the run did not create`,
    ])
    expect(guards(ownership, 'DELETE', '/Users/9')).to.throw(/was not sent/)
  })

  it('are not owned if only the Location of the response has their id', () => {
    const ownership = createOwnership(base, run)
    ownership.observe(
      exchange('POST', '/Users', 201, {
        sent: { userName: `${run}x0001` },
        body: { userName: 'ada@home.example' },
        headers: { location: `${base}/Users/9` },
      }),
    )
    expect(guards(ownership, 'DELETE', '/Users/9')).to.throw(/was not sent/)
  })

  it('are not owned if a create returns an id that was seen, and no name', () => {
    const ownership = createOwnership(base, run)
    ownership.observe(exchange('GET', '/Users', 200, { body: { Resources: [{ id: '9', userName: 'ada' }] } }))
    ownership.observe(exchange('POST', '/Users', 201, { sent: { userName: `${run}x0001` }, body: { id: '9' } }))
    ownership.observe(exchange('POST', '/Users', 201, { sent: {}, body: { id: '9' } }))
    expect(ownership.all()).to.deep.equal([])
    expect(soughtBy(ownership), 'only what has a name').to.have.lengthOf(1)
    expect(guards(ownership, 'DELETE', '/Users/9')).to.throw(/was not sent/)
  })

  it("are not searched by a name without the run's part", () => {
    const ownership = createOwnership(base, run)
    for (const sent of [{ userName: 'ada@home.example' }, {}])
      ownership.observe(exchange('POST', '/Users', 500, { sent }))
    expect(soughtBy(ownership)).to.deep.equal([])
    ownership.observe(exchange('POST', '/Users', undefined, { sent: { userName: `${run}x0001`.toUpperCase() } }))
    expect(soughtBy(ownership)).to.deep.equal([`/Users ${run.toUpperCase()}X0001 was not answered`])
  })

  it("may be those whose name lacks the run's part, even if the run sent it", () => {
    const ownership = createOwnership(base, run)
    ownership.observe(created('ada', { id: '2' }))
    expect(ownership.all()).to.deep.equal([])
    expect(guards(ownership, 'DELETE', '/Users/2')).to.throw(/was not sent/)
  })

  it('are not removed if the id is in doubt, unless the run named the resource', () => {
    const ownership = createOwnership(base, run)
    ownership.observe(created(`${run}x0001`, { id: '1' }))
    ownership.observe(exchange('POST', '/Users', 201, { sent: { userName: 'ada' }, body: { id: '2' } }))
    ownership.observe(exchange('POST', '/Users', 201, { body: { id: '3' } }))
    expect(ownership.all()).to.have.lengthOf(3)
    for (const id of ['1', '2', '3', '4', '1']) ownership.doubtId(`/Users/${id}`)
    expect(ownership.all()).to.deep.equal([])
    expect(soughtBy(ownership)).to.deep.equal([
      `/Users ${run}x0001 was answered with an id that the target does not know`,
    ])
  })

  it('have no effect outside the base URL, and none without a response', () => {
    const ownership = createOwnership(base, run)
    ownership.observe(created(`${run}x0001`, { id: '1' }))
    ownership.observe(exchange('POST', 'http://elsewhere/Users', 201, { body: { id: '5' } }))
    ownership.observe(exchange('DELETE', '/Users/1', undefined))
    ownership.observe(exchange('GET', '/Users/1', undefined))
    const Operations = [{ method: 'DELETE', path: '/Users/1' }]
    for (const status of [undefined, 500])
      ownership.observe(
        exchange('POST', '/Bulk', status, { sent: { Operations }, body: { Operations: [{ status: 204 }] } }),
      )
    expect(ownership.all()).to.deep.equal(['/Users/1'])
  })
})

describe('resources of the run', () => {
  it('stay owned if a deletion is answered with a redirect', () => {
    const ownership = createOwnership(base, run)
    ownership.observe(created(`${run}x0001`, { id: '1' }))
    ownership.observe(exchange('DELETE', '/Users/1', 300))
    expect(ownership.all()).to.deep.equal(['/Users/1'])
  })

  it('stay owned if a create is repeated and returns the same id', () => {
    const ownership = createOwnership(base, run)
    for (const status of [201, 200]) ownership.observe(created(`${run}x0001`, { id: '1' }, status))
    expect(ownership.all()).to.deep.equal(['/Users/1'])
    expect(soughtBy(ownership)).to.deep.equal([])
  })

  it('are each searched by name if three creates return one id', () => {
    const ownership = createOwnership(base, run)
    for (const count of [1, 2, 3]) ownership.observe(created(`${run}x000${count}`, { id: '1' }))
    expect(ownership.nameless().map(({ name }) => name?.value)).to.have.members(
      [1, 2, 3].map((count) => `${run}x000${count}`),
    )
  })

  it('stay owned if a group is renamed, and if the names are those of a recording', () => {
    const ownership = createOwnership(base, run)
    const displayName = `${run}x0001`
    ownership.observe(exchange('POST', '/Groups', 201, { sent: { displayName }, body: { id: '3', displayName } }))
    ownership.observe(exchange('GET', '/Groups/3', 200, { body: { id: '3', displayName: 'Staff' } }))
    expect(ownership.all()).to.deep.equal(['/Groups/3'])

    const recorded = createOwnership(base, undefined)
    recorded.observe(created('jane', { id: '1' }))
    recorded.observe(exchange('GET', '/Users/1', 200, { body: { id: '1', userName: 'ada' } }))
    expect(recorded.all()).to.deep.equal(['/Users/1'])
    recorded.observe(exchange('POST', '/Users', 500, { sent: { userName: 'june' } }))
    expect(soughtBy(recorded)).to.deep.equal(['/Users june was answered 500'])
  })

  it('are not searched after their removal, although their id belongs to others by then', () => {
    const ownership = createOwnership(base, run)
    ownership.observe(created(`${run}x0001`, { id: '1' }))
    ownership.observe(exchange('DELETE', '/Users/1', 204))
    ownership.observe(exchange('GET', '/Users/1', 200, { body: { id: '1', userName: 'ada' } }))
    expect(soughtBy(ownership)).to.deep.equal([])
    expect(guards(ownership, 'DELETE', '/Users/1')).to.throw(/was not sent/)
  })

  it('are reported when they are requested, created, in doubt and removed', () => {
    const heard: string[] = []
    const ownership = createOwnership(base, run, {
      asked: ({ collection, name }) => heard.push(`asked ${collection} ${name?.value}`),
      refused: ({ collection, name }) => heard.push(`refused ${collection} ${name?.value}`),
      made: (path, name) => heard.push(`made ${path} ${name?.value}`),
      gone: (path) => heard.push(`gone ${path}`),
      nameless: ({ name, reason }) => heard.push(`nameless ${name?.value} ${reason}`),
    })
    const first = created(`${run}x1`, { id: '1' })
    ownership.announce(first.request)
    ownership.announce(exchange('GET', '/Users/1', 200).request)
    ownership.announce(exchange('POST', 'http://elsewhere/Users', 201).request)
    ownership.observe(first)
    ownership.observe(created(`${run}x2`, {}, 409))
    ownership.observe(created(`${run}x3`, {}, 500))
    ownership.observe(exchange('DELETE', '/Users/1', 204))
    ownership.observe(exchange('DELETE', '/Users/1', 204))
    expect(heard).to.deep.equal([
      `asked /Users ${run}x1`,
      `made /Users/1 ${run}x1`,
      `refused /Users ${run}x2`,
      `nameless ${run}x3 was answered 500`,
      'gone /Users/1',
    ])
  })
})
