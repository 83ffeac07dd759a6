import { expect } from 'chai'
import { mutantsOf } from '../scripts/support/mutants-of.ts'

const changes = (source: string): readonly string[] => mutantsOf(source).map(({ after }) => after)

describe('the mutants of a source', () => {
  for (const [source, expected] of [
    ['a >= 400 && b', ['a >= 400 || b', 'a > 400 && b']],
    ['return x === y', ['return x !== y']],
    ["const a = ' && ' + `x || y`", []],
    ["const a = 'it\\'s && ' || b", ["const a = 'it\\'s && ' && b"]],
    ['done(true) // or true', ['done(false) // or true']],
    [' * Is a && b.', []],
    ['  readonly isOpen: true', []],
    ['return !found', ['return found']],
    ['at = from + 1', ['at = from - 1']],
    ['if (list.some(isOpen))', ['if (list.every(isOpen))', 'if (true)', 'if (false)']],
    ['const A = /^(?:a|b-?c|d)$/', ['const A = /^(?:a|d)$/', 'const A = /^(?:a|b-?c)$/']],
    ["for (const x of ['a', 'b']) y(x)", ["for (const x of ['b']) y(x)", "for (const x of ['a']) y(x)"]],
    ['    .filter(isOpen)', ['']],
    ['    names.delete(key)', ['']],
    ['    path: first,', ['']],
    ['    ...rest,', ['']],
    ['  path: string,', []],
    ['  paths: readonly string[],', []],
    ['let list: Array<string>', []],
  ] as const)
    it(`of ${source}`, () => {
      expect(changes(source)).to.deep.equal(expected)
    })

  it('differ from it in one line', () => {
    const [mutant, ...others] = mutantsOf('first\na < b\nlast')
    expect(others).to.deep.equal([])
    expect(mutant).to.deep.equal({ line: 2, before: 'a < b', after: 'a <= b', source: 'first\na <= b\nlast' })
  })
})
