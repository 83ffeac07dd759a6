import { expect } from 'chai'
import fc from 'fast-check'
import type { Exchange } from '../../../reports/index.ts'
import type { TrafficRow } from '../format/page-format.ts'
import { type NewRow, TrafficLog } from './traffic-log.ts'

const rowOf = (id: string): NewRow => ({
  id,
  step: 'scim',
  method: 'GET',
  path: '/scim/v2/Users',
  startedDateTime: '2026-01-01T00:00:00.000Z',
  time: 0,
})

const exchangeOf = (
  id: string,
  given: { method?: string; url?: string; status?: number; body?: string } = {},
): Exchange => ({
  id,
  cause: '',
  leg: 'scim',
  startedDateTime: '2026-01-01T00:00:00.000Z',
  time: 1,
  request: {
    method: given.method ?? 'GET',
    url: given.url ?? 'http://host.example/scim/v2/Users',
    httpVersion: 'HTTP/1.1',
    headers: [],
  },
  response: { status: given.status ?? 200, headers: [], body: given.body ?? '' },
})

const end = (log: TrafficLog, id: string, given: Parameters<typeof exchangeOf>[1] = {}): void =>
  log.end({ ...rowOf(id), status: given.status ?? 200 }, exchangeOf(id, given))

describe('the log of the traffic', () => {
  it('stores the last exchanges, within the limits of number and characters', () => {
    const action = fc.record({ kind: fc.constantFrom('begin', 'end', 'remark'), id: fc.nat(30), size: fc.nat(400) })
    fc.assert(
      fc.property(fc.array(action, { maxLength: 80 }), fc.integer({ min: 1, max: 12 }), (actions, exchanges) => {
        const log = new TrafficLog({ exchanges, characters: 1000 })
        const received = new Map<number, TrafficRow>()
        log.subscribe((row) => void received.set(row.number, row))
        const begun = new Set<number>()
        for (const { kind, id, size } of actions) {
          const name = `e${id}`
          if (kind === 'begin' && !begun.has(id)) {
            begun.add(id)
            log.begin(rowOf(name))
          } else if (kind === 'end') {
            // An exchange does not begin after its end.
            begun.add(id)
            end(log, name, { body: 'x'.repeat(size) })
          } else log.remark(name, [{ id: 'rule', message: 'broken' }])
        }
        const rows = log.after(0)
        expect(rows.length).to.be.at.most(exchanges)
        expect(rows.map(({ number }) => number)).to.deep.equal(
          Array.from({ length: rows.length }, (_, index) => log.first + index),
        )
        // A listener gets the same rows as a caller of `after`.
        for (const row of rows) expect(received.get(row.number)).to.deep.equal(row)
        const kept = [...log.entries()].reduce((sum, { exchange }) => sum + (exchange?.response.body.length ?? 0), 0)
        if (rows.length > 1) expect(kept).to.be.at.most(1000)
        const open = rows.filter(({ status }) => status === undefined).map(({ number }) => number)
        expect(log.settled).to.equal(open.length === 0 ? log.last : Math.min(...open) - 1)
      }),
    )
  })

  it('knows the previous state of a resource, by its URL or from its creation', () => {
    const log = new TrafficLog()
    const url = 'http://host.example/scim/v2/Users'
    end(log, 'e1', { method: 'POST', url, status: 201, body: '{"id":"7","active":true}' })
    end(log, 'e2', { url: `${url}?filter=x`, body: '{"Resources":[]}' })
    end(log, 'e3', { method: 'PATCH', url: `${url}/7`, status: 204 })
    end(log, 'e4', { url: `${url}/7?attributes=id`, body: '{"id":"7","active":false}' })
    end(log, 'e5', { method: 'PATCH', url: `${url}/7`, status: 400, body: '{"detail":"no"}' })
    end(log, 'e6', { method: 'PATCH', url: `${url}/7`, body: '{"id":"7","active":true}' })
    const bodyBefore = (id: string): string | undefined => log.find(id)?.before?.body
    expect(bodyBefore('e1')).to.equal(undefined)
    expect(bodyBefore('e2')).to.equal(undefined)
    expect(bodyBefore('e3')).to.equal('{"id":"7","active":true}')
    expect(bodyBefore('e5')).to.equal('{"id":"7","active":false}')
    expect(bodyBefore('e6')).to.equal('{"id":"7","active":false}')
  })

  it('is cleared on request, and continues to count', () => {
    const log = new TrafficLog()
    for (const id of ['e1', 'e2']) end(log, id)
    log.clear()
    expect(log.after(0)).to.deep.equal([])
    expect(log.find('e1')).to.equal(undefined)
    end(log, 'e3')
    expect(log.after(0).map(({ number }) => number)).to.deep.equal([3])
  })
})
