import { expect } from 'chai'
import fc from 'fast-check'
import { formatRoute, parseRoute, VIEWS } from './route.ts'

describe('the address of a view', () => {
  it('is read as it was written, whatever stands in it', () => {
    const name = fc.string({ minLength: 1, unit: 'grapheme' })
    fc.assert(
      fc.property(fc.constantFrom(...VIEWS), fc.array(name), fc.dictionary(name, name), (view, path, query) => {
        expect(parseRoute(formatRoute(view, path, query))).to.deep.equal({ view, path, query: { ...query } })
      }),
    )
  })

  it('leaves out what is empty', () => {
    expect(formatRoute('checks', [], { words: '', suite: undefined, outcome: 'fail' })).to.equal(
      '#/checks?outcome=fail',
    )
  })

  for (const hash of ['', '#', '#/', '#/nowhere', '#/nowhere/scim.create', '#main']) {
    it(`${JSON.stringify(hash)} is the overview`, () => {
      expect(parseRoute(hash)).to.deep.equal({ view: 'overview', path: [], query: {} })
    })
  }

  it('takes what is wrongly encoded as it stands', () => {
    expect(parseRoute('#/findings/100%').path).to.deep.equal(['100%'])
  })
})
