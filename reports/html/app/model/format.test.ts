import { expect } from 'chai'
import { readableUrl, scimErrorOf } from '../../../page/model/index.ts'
import { count, duration, instant, plural } from './format.ts'
import { headlineOf } from './headline.ts'
import { groupByReason } from './reasons.ts'

describe('figures for a reader', () => {
  for (const [milliseconds, words] of [
    [0.42, '0.4 ms'],
    [12.6, '13 ms'],
    [1340, '1.34 s'],
    [12_345, '12.3 s'],
    [59_999, '1 min 0 s'],
    [125_000, '2 min 5 s'],
  ] as const) {
    it(words, () => {
      expect(duration(milliseconds)).to.equal(words)
    })
  }

  it('counts and times', () => {
    expect([count(100_000), plural(1, 'check'), plural(2, 'entry', 'entries')]).to.deep.equal([
      '100,000',
      '1 check',
      '2 entries',
    ])
    expect(instant('2026-11-24T14:27:20.843Z')).to.equal('2026-11-24 14:27 UTC')
    expect(instant('yesterday')).to.equal('yesterday')
  })
})

describe('the headline', () => {
  it('is the first statement of the summary', () => {
    expect(
      headlineOf('Entra could not provision this server reliably: leavers keep their access; and 1 more.'),
    ).to.deep.equal({
      sentence: 'Entra could not provision this server reliably.',
      rest: 'Leavers keep their access; and 1 more.',
    })
    expect(
      headlineOf('The run was interrupted; so far: Entra could not provision this server reliably: a; b.').sentence,
    ).to.equal('Entra could not provision this server reliably.')
    expect(headlineOf('The run was interrupted; results so far: all 3 selected checks passed.').sentence).to.equal(
      'All 3 selected checks passed.',
    )
    expect(headlineOf('The target could not be tested: http://127.0.0.1:1 cannot be reached.').rest).to.equal(
      'http://127.0.0.1:1 cannot be reached.',
    )
    expect(headlineOf('2 rows do not hold.')).to.deep.equal({ sentence: '2 rows do not hold.', rest: '' })
  })
})

describe('what a server wrote, formatted for a reader', () => {
  it('the SCIM error of a response', () => {
    expect(scimErrorOf(400, '{"scimType":"noTarget","detail":"no path"}')).to.equal('noTarget: no path')
    for (const body of ['', '<html>', '{"detail":', '[]', '{"detail":7}']) expect(scimErrorOf(500, body)).to.equal('')
    expect(scimErrorOf(200, '{"detail":"x"}')).to.equal('')
  })

  it('a URL without percent-encoding, or unchanged if the encoding is wrong', () => {
    expect(readableUrl('/Users?filter=a%20eq%20%22b%22')).to.equal('/Users?filter=a eq "b"')
    expect(readableUrl('/Users/%E0%A4%A')).to.equal('/Users/%E0%A4%A')
  })

  it('reasons, most frequent first', () => {
    const groups = groupByReason([{ reason: 'a' }, { reason: 'b' }, { reason: 'b' }, {}])
    expect(groups.map(({ reason, items }) => [reason, items.length])).to.deep.equal([
      ['b', 2],
      ['a', 1],
      ['no reason was given', 1],
    ])
  })
})
