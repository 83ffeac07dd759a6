import { expect } from 'chai'
import fc from 'fast-check'
import { differenceOf, indentJson, type Stretch, shortenCommon } from './text-difference.ts'

const joined = (stretches: readonly Stretch[]): string => stretches.map(({ text }) => text).join('')
const marked = (stretches: readonly Stretch[]): string[] =>
  stretches.filter(({ isDifferent }) => isDifferent).map(({ text }) => text)

describe('the difference of two strings', () => {
  it('marks the characters that differ, on both sides', () => {
    const { expected, actual } = differenceOf('Jörg Müller', 'Jorg Müller')
    expect(marked(expected)).to.deep.equal(['ö'])
    expect(marked(actual)).to.deep.equal(['o'])
  })

  it('marks the missing end of a long value', () => {
    const { expected, actual } = differenceOf('x'.repeat(1025), 'x'.repeat(1024))
    expect(marked(expected)).to.deep.equal(['x'])
    expect(marked(actual)).to.deep.equal([])
  })

  it('marks nothing if there is little in common', () => {
    const { expected, actual } = differenceOf('a PATCH answered 2xx', '400 {"detail":"active is to be a boolean"}')
    expect([...marked(expected), ...marked(actual)]).to.deep.equal([])
  })

  it('loses no character of either string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, other) => {
        const { expected, actual } = differenceOf(one, other)
        expect(joined(expected)).to.equal(one)
        expect(joined(actual)).to.equal(other)
      }),
    )
  })

  it('stops comparing strings that would take long', () => {
    const { actual } = differenceOf('ab'.repeat(9000), 'ba'.repeat(9000))
    expect(joined(actual)).to.have.lengthOf(18_000)
  })
})

describe('shortened common parts', () => {
  it('preserve differences, and the characters around them', () => {
    const { expected } = differenceOf(`${'a'.repeat(300)}!${'b'.repeat(300)}`, `${'a'.repeat(300)}${'b'.repeat(300)}`)
    expect(shortenCommon(expected, 5).map(({ text }) => text)).to.deep.equal(['…aaaaa', '!', 'bbbbb…'])
  })

  it('are not shortened if they are short', () => {
    const stretches = [{ text: 'short', isDifferent: false }]
    expect(shortenCommon(stretches, 5)).to.deep.equal(stretches)
  })
})

describe('indented JSON', () => {
  const rows: readonly (readonly [text: string, laid: string])[] = [
    ['{"a":1}', '{\n  "a": 1\n}'],
    ['400 {"a":[]}', '400\n{\n  "a": []\n}'],
    ['{"a":', '{"a":'],
    ['plain', 'plain'],
    ['', ''],
  ]
  for (const [text, laid] of rows) {
    it(JSON.stringify(text), () => {
      expect(indentJson(text)).to.equal(laid)
    })
  }
})
