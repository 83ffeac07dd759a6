import { matchesGlob } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { matchesId } from './matches-id.ts'

describe('ids and globs', () => {
  for (const [id, glob, isMatch] of [
    ['scim.filter.eq-hit', 'scim.filter.eq-hit', true],
    ['scim.filter.eq-hit', 'scim.filter.*', true],
    ['scim.filter.eq-hit', 'scim.{filter,sort}.eq-???', true],
    ['scim.filter.eq-hit', 'scim.filter', false],
    ['scim.filter.eq-hit', 'entra.*', false],
    ['a[b]', 'a[b]', true],
  ] as const)
    it(`${id} ${isMatch ? 'matches' : 'does not match'} ${glob}`, () => {
      expect(matchesId(id, glob)).to.equal(isMatch)
    })

  it('match like globs match paths, except for an id that is itself a pattern', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '-', '*', '?', '[', ']', '{', '}', '!') })
    fc.assert(
      fc.property(text, text, (id, glob) => {
        expect(matchesId(id, glob)).to.equal(id === glob || matchesGlob(id, glob))
      }),
    )
  })
})
