/** The part of mocha's options that selects tests. */
interface TestFilter {
  readonly grep?: RegExp
  readonly invert?: boolean
}

/** Knows which tests of a suite mocha will run. */
export interface TestsToRun {
  /** Returns the tests; call it in a `before` hook, when mocha has applied `.only`. */
  list(): readonly Mocha.Test[]
}

/**
 * Finds out which tests below a suite mocha will run, after `--grep`, `--fgrep`, `--invert` and `.only`. Mocha passes
 * its options only to the listeners of a file's end.
 */
export function testsToRun(suite: Mocha.Suite): TestsToRun {
  let filter: TestFilter = {}
  rootOf(suite).once('post-require', (_globals, _file, mocha) => {
    filter = mocha.options as TestFilter
  })
  return {
    list: () => {
      const { grep, invert = false } = filter
      const tests: Mocha.Test[] = []
      suite.eachTest((test) => {
        if (grep === undefined || grep.test(test.fullTitle()) !== invert) tests.push(test)
      })
      return tests
    },
  }
}

function rootOf(suite: Mocha.Suite): Mocha.Suite {
  let root = suite
  while (root.parent !== undefined) root = root.parent
  return root
}
