import { expect } from 'chai'
import fc from 'fast-check'
import { visiblePieces } from './visible-text.ts'

describe('visible text', () => {
  it('replaces marks of direction by their numbers in any place', () => {
    expect(visiblePieces('a\u202Egnp.exe')).to.deep.equal([
      { text: 'a' },
      { text: '\u202E', mark: 'U+202E' },
      { text: 'gnp.exe' },
    ])
  })

  for (const [name, character, mark] of [
    ['NUL', '\u0000', 'U+0000'],
    ['escape', '\u001B', 'U+001B'],
    ['zero-width space', '\u200B', 'U+200B'],
    ['first strong isolate', '\u2068', 'U+2068'],
    ['byte order mark', '\uFEFF', 'U+FEFF'],
    ['line separator', '\u2028', 'U+2028'],
    ['half of a pair', '\uD83D', 'U+D83D'],
    ['tag character', '\u{E0041}', 'U+E0041'],
  ] as const) {
    it(name, () => {
      expect(visiblePieces(character)).to.deep.equal([{ text: character, mark }])
    })
  }

  it('preserves letters of any script, emoji, tabs and line feeds', () => {
    for (const text of ['שלום', 'Ünïcödé', '日本', '🙂', 'a\tb\nc'])
      expect(visiblePieces(text)).to.deep.equal([{ text }])
  })

  it('loses nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(
          visiblePieces(text)
            .map((piece) => piece.text)
            .join(''),
        ).to.equal(text)
      }),
    )
  })
})
