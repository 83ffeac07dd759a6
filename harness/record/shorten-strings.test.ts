import { expect } from 'chai'
import fc from 'fast-check'
import { shortenStrings } from './shorten-strings.ts'

const MAX_STRING = 64 * 1024
const PADDING = 'p'.repeat(1024 * 1024)

describe('the strings of a long document', () => {
  it('are unchanged in a short document', () => {
    const text = JSON.stringify({ title: 'x'.repeat(100_000) })
    expect(shortenStrings(text)).to.equal(text)
  })

  it('are unchanged if each is short, even in a long document', () => {
    const text = JSON.stringify(Array.from({ length: 100_000 }, (_, index) => ({ id: `user ${index}` })))
    expect(text.length).to.be.above(1024 * 1024)
    expect(shortenStrings(text)).to.equal(text)
  })

  it('are shortened to 64 Ki characters, and nothing else changes', () => {
    const user = { id: '1', title: PADDING, name: { familyName: 'ñ"\\' }, emails: [{ value: PADDING }, { value: 'b' }] }
    expect(JSON.parse(shortenStrings(JSON.stringify(user)))).to.deep.equal({
      ...user,
      title: 'p'.repeat(MAX_STRING),
      emails: [{ value: 'p'.repeat(MAX_STRING) }, { value: 'b' }],
    })
  })

  it('are beginnings of the sent strings, with any escapes', () => {
    const unit = fc.array(fc.constantFrom('a', '"', '\\', '\n', '\u0001', '😀', '\ud800', '\udc00', 'é'), {
      minLength: 1,
      maxLength: 30,
    })
    fc.assert(
      fc.property(unit, fc.nat(40), fc.boolean(), (parts, shift, isEscaped) => {
        const value = 'a'.repeat(shift) + parts.join('').repeat(MAX_STRING / parts.length + 1)
        const json = JSON.stringify({ value, padding: PADDING, last: 'z' })
        const text = isEscaped ? json.replaceAll('é', '\\u00e9').replaceAll('😀', '\\ud83d\\ude00') : json
        const shortened = JSON.parse(shortenStrings(text)) as { value: string; padding: string; last: string }
        expect(value.startsWith(shortened.value)).to.equal(true)
        expect(shortened.padding.length).to.equal(MAX_STRING)
        expect(shortened.last).to.equal('z')
      }),
      { numRuns: 60 },
    )
  })

  it('never make a document longer, and never make JSON of a string that is not JSON', () => {
    fc.assert(
      fc.property(fc.string(), fc.boolean(), (text, isBehind) => {
        const document = isBehind ? `${text}"${PADDING}"` : `"${PADDING}"${text}`
        const shortened = shortenStrings(document)
        expect(shortened.length).to.be.at.most(document.length)
        expect(isJson(shortened)).to.equal(isJson(document))
      }),
      { numRuns: 60 },
    )
  })
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
