import { expect } from 'chai'
import fc from 'fast-check'
import { isNestedJson } from './is-nested-json.ts'

/** Returns true if JSON.parse accepts the string. */
function isParsed(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('JSON of any depth', () => {
  const edited = fc
    .tuple(fc.json(), fc.nat(), fc.nat(3), fc.string({ unit: fc.constantFrom(...'[]{},:"\\ 01e-.tn\n\u0001') }))
    .map(([text, at, length, insert]) => {
      const place = at % (text.length + 1)
      return text.slice(0, place) + insert + text.slice(place + length)
    })
  const soup = fc.string({ unit: fc.constantFrom('[', ']', '{', '}', ',', ':', '"a"', '1', ' ', 'null', '"') })

  for (const [name, texts] of Object.entries({ documents: fc.json(), 'edited documents': edited, soup })) {
    it(`is recognised as JSON.parse does: ${name}`, () => {
      fc.assert(
        fc.property(texts, (text) => {
          expect(isNestedJson(text)).to.equal(isParsed(text))
        }),
      )
    })
  }

  it('may have a million levels', () => {
    const [open, closed] = ['[{"a":'.repeat(500_000), '}]'.repeat(500_000)]
    expect(isNestedJson(`${open}1${closed}`)).to.equal(true)
    expect(isNestedJson(`${open}1${closed.slice(1)}`)).to.equal(false)
    expect(isNestedJson(`${open}${closed}`)).to.equal(false)
  })
})
