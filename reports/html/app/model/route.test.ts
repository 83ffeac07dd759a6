import { expect } from 'chai'
import fc from 'fast-check'
import { formatRoute, parseRoute, VIEWS } from './route.ts'

describe('the URL of a view', () => {
  it('is read unchanged, with any characters', () => {
    const name = fc.string({ minLength: 1, unit: 'grapheme' })
    fc.assert(
      fc.property(fc.constantFrom(...VIEWS), fc.array(name), fc.dictionary(name, name), (view, path, query) => {
        expect(parseRoute(formatRoute(view, path, query))).to.deep.equal({ view, path, query: { ...query } })
      }),
    )
  })

  it('omits empty members', () => {
    expect(formatRoute('checks', [], { words: '', suite: undefined, outcome: 'fail' })).to.equal(
      '#/checks?outcome=fail',
    )
  })

  for (const hash of ['', '#', '#/', '#/nowhere', '#/nowhere/scim.create', '#main']) {
    it(`${JSON.stringify(hash)} is the overview`, () => {
      expect(parseRoute(hash)).to.deep.equal({ view: 'overview', path: [], query: {} })
    })
  }

  it('keeps wrong percent-encoding unchanged', () => {
    expect(parseRoute('#/findings/100%').path).to.deep.equal(['100%'])
  })
})
