import { expect } from 'chai'
import fc from 'fast-check'
import { readJson } from './read-json.ts'

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)

describe('reading JSON of a server', () => {
  it('returns the value of any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        const text = JSON.stringify(value)
        expect(readJson(text)).to.deep.equal(JSON.parse(text))
      }),
    )
  })

  it('returns undefined for anything else, and never throws', () => {
    for (const text of ['', '{', 'null null', '\uFEFF{}', '<html>', "{'a':1}"])
      expect(readJson(text), text).to.equal(undefined)
    fc.assert(
      fc.property(fc.string(), (text) => {
        readJson(text)
      }),
    )
  })

  it('returns undefined for JSON that is nested too deeply for recursive functions', () => {
    expect(readJson(nested(100))).to.be.an('array')
    for (const depth of [200, 100_000]) expect(readJson(nested(depth)), String(depth)).to.equal(undefined)
    expect(readJson(`{"a":${'{"a":'.repeat(5000)}1${'}'.repeat(5001)}`)).to.equal(undefined)
  })
})
