import { expect } from 'chai'
import fc from 'fast-check'
import type { TrafficRow } from '../../format/page-format.ts'
import { changesOf } from './changes.ts'
import { EVERYTHING, matches, parseFilter } from './traffic-filter.ts'

const row: TrafficRow = {
  number: 1,
  id: 'e1',
  step: 'scim',
  method: 'GET',
  path: '/scim/v2/Users?filter=userName%20eq%20%22jane%22',
  status: 400,
  startedDateTime: '2026-01-01T00:00:00.000Z',
  time: 1,
  detail: 'invalidFilter: no such operator',
  remarks: [{ id: 'scim.exchange.error-body', message: 'broken' }],
}

describe('the filter of the traffic', () => {
  it('finds every word in everything that a reader sees', () => {
    for (const words of ['', ' ', 'get', 'GET 400', 'username eq "jane"', 'invalidfilter', 'error-body', 'e1'])
      expect(matches({ ...EVERYTHING, words }, row), words).to.equal(true)
    for (const words of ['post', 'get 200', 'john'])
      expect(matches({ ...EVERYTHING, words }, row), words).to.equal(false)
  })

  it('selects by step, writes, failures, or remarks', () => {
    const good: TrafficRow = { ...row, method: 'POST', status: 201, remarks: [] }
    const open: TrafficRow = { ...good, step: 'jumpcloud' }
    const { status: _, ...underWay } = open
    const shown = (filter: Partial<typeof EVERYTHING>): boolean[] =>
      [row, good, underWay].map((one) => matches({ ...EVERYTHING, ...filter }, one))
    expect(shown({ step: 'jumpcloud' })).to.deep.equal([false, false, true])
    expect(shown({ show: 'writes' })).to.deep.equal([false, true, true])
    expect(shown({ show: 'failures' })).to.deep.equal([true, false, false])
    expect(shown({ show: 'remarks' })).to.deep.equal([true, false, false])
  })

  it('is the same after it was stored and read again, and any other stored value is ignored', () => {
    const step = fc.constantFrom('' as const, 'scim' as const, 'jumpcloud' as const)
    const show = fc.constantFrom('' as const, 'writes' as const, 'failures' as const, 'remarks' as const)
    fc.assert(
      fc.property(fc.record({ words: fc.string(), step, show }), (filter) => {
        expect(parseFilter(JSON.stringify(filter))).to.deep.equal(filter)
      }),
    )
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const { words, ...rest } = parseFilter(text)
        expect(words).to.be.a('string')
        expect(matches({ words: '', ...rest }, { ...row, step: 'scim' })).to.be.a('boolean')
      }),
    )
    expect(parseFilter(null)).to.deep.equal(EVERYTHING)
  })
})

describe('the changes of an exchange', () => {
  it('are the values that differ, were added or removed, except those that every write changes', () => {
    const before = {
      id: '1',
      active: true,
      name: { givenName: 'Jane' },
      emails: [{ value: 'a' }],
      meta: { version: '1' },
    }
    const after = { id: '1', active: false, name: {}, emails: [{ value: 'b' }, { value: 'c' }], meta: { version: '2' } }
    expect(changesOf(JSON.stringify(before), JSON.stringify(after))).to.have.deep.members([
      { path: 'active', before: 'true', after: 'false' },
      { path: 'name.givenName', before: '"Jane"' },
      { path: 'name', after: '{}' },
      { path: 'emails[0].value', before: '"a"', after: '"b"' },
      { path: 'emails[1].value', after: '"c"' },
    ])
  })

  it('are empty for equal values, and for strings that are not JSON', () => {
    fc.assert(fc.property(fc.json(), (text) => void expect(changesOf(text, text)).to.deep.equal([])))
    fc.assert(fc.property(fc.string(), fc.json(), (text, json) => void expect(changesOf(text, json)).to.be.an('array')))
  })
})
