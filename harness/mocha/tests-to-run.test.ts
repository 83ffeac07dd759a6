import { expect } from 'chai'
import Mocha from 'mocha'
import { testsToRun } from './tests-to-run.ts'

/** A root suite with two tests in an inner suite. */
function suites(): { readonly root: Mocha.Suite; readonly inner: Mocha.Suite } {
  const root = new Mocha.Suite('')
  root.root = true
  const outer = Mocha.Suite.create(root, 'outer')
  const inner = Mocha.Suite.create(outer, 'inner')
  for (const title of ['first', 'second']) inner.addTest(new Mocha.Test(title, () => {}))
  return { root, inner }
}

/** Ends a test file, as mocha does when it has loaded it. */
const endFile = (root: Mocha.Suite, options: object): void =>
  void root.emit('post-require', globalThis, 'file', { options })

const titles = (tests: readonly Mocha.Test[]): readonly string[] => tests.map(({ title }) => title)

describe('the tests that mocha will run', () => {
  for (const [name, options, expected] of [
    ['all', {}, ['first', 'second']],
    ['those of --grep', { grep: /inner first/ }, ['first']],
    ['the others of --invert', { grep: /first/, invert: true }, ['second']],
    ['those of --grep without --invert', { grep: /second/, invert: false }, ['second']],
  ] as const)
    it(`are ${name}`, () => {
      const { root, inner } = suites()
      const found = testsToRun(inner)
      endFile(root, options)
      expect(titles(found.list())).to.deep.equal(expected)
    })

  it('are all tests if the file is loaded in another way', () => {
    expect(titles(testsToRun(suites().inner).list())).to.deep.equal(['first', 'second'])
  })
})
