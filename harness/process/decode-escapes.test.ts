import { expect } from 'chai'
import { decodeEscapes, type EscapeKind } from './decode-escapes.ts'

const decoded = (source: string, kind?: EscapeKind): string | undefined => decodeEscapes(source, kind)?.text

describe('decoding of escapes', () => {
  it('reads each named character reference, in either case', () => {
    const names = [
      ...['&amp;&quot;&apos;&lt;&gt;', '&sol;&equals;&plus;&colon;'],
      ...['&lowbar;&period;&hyphen;&dash;', '&AMP;&Sol;'],
    ]
    expect(names.map((name) => decoded(name))).to.deep.equal([`&"'<>`, '/=+:', '_.--', '&/'])
  })

  it('reads characters of one to four bytes', () => {
    for (const character of ['a', 'ä', '\u0800', '€', '😀'])
      expect(decoded(`<${encodeURIComponent(character)}%3E`), character).to.equal(`<${character}>`)
  })

  it('reads the last code point, and leaves a larger number unchanged', () => {
    expect(decoded('&#x10FFFF;')).to.equal('\u{10ffff}')
    expect(decoded('&#x110000;')).to.equal('&#x110000;')
  })

  it('reads four hexadecimal digits without braces, and up to six between them', () => {
    expect(decoded('a\\u0026def')).to.equal('a&def')
    expect(decoded('a\\u002B1\\u{2B}1\\u{1F600}1\\x2b1')).to.equal('a+1+1😀1+1')
    expect(decoded('\\ud83d\\ude00')).to.equal('😀')
  })

  it('removes only one kind of escapes', () => {
    const mixed = '%41 \\u0041 &#65;'
    expect(decoded(mixed, 'percent')).to.equal('A \\u0041 &#65;')
    expect(decoded(mixed, 'backslash')).to.equal('%41 A &#65;')
    expect(decoded(mixed, 'reference')).to.equal('%41 \\u0041 A')
    expect(decoded(mixed)).to.equal('A A A')
  })

  it('returns nothing for a string without escapes', () => {
    for (const source of ['', 'plain', '100 %', '&unknown;']) expect(decodeEscapes(source), source).to.equal(undefined)
  })

  it('returns the place in the source of each character', () => {
    const found = decodeEscapes('a%C3%A4b\\n&lt;c')
    expect(found?.text).to.equal('aäb\n<c')
    expect([0, 1, 2, 3, 4, 5, 6].map((index) => found?.sourceIndex(index))).to.deep.equal([0, 1, 7, 8, 10, 14, 15])
  })
})
