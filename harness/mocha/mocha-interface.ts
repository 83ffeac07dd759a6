/** The functions of mocha that register tests. */
export interface MochaInterface {
  readonly describe: (title: string, register: (this: Mocha.Suite) => void) => Mocha.Suite
  readonly it: (title: string, run: (this: Mocha.Context) => Promise<void>) => Mocha.Test
  readonly before: (title: string, run: () => Promise<void>) => void
  readonly after: (title: string, run: () => Promise<void>) => void
}

/** Their global names in mocha's interfaces `bdd` and `tdd`. */
const NAMES = [
  { describe: 'describe', it: 'it', before: 'before', after: 'after' },
  { describe: 'suite', it: 'test', before: 'suiteSetup', after: 'suiteTeardown' },
] as const

/**
 * Returns the functions of the mocha that loads the test file, which may be another copy than an import would find. Throws an error that says what to do if mocha does not run the file.
 */
export function mochaInterface(globals: object = globalThis): MochaInterface {
  const found = globals as Readonly<Record<string, unknown>>
  const names = NAMES.find((row) => Object.values(row).every((name) => typeof found[name] === 'function'))
  if (names === undefined)
    throw new Error(
      'describeRehearsal needs mocha, with its interface bdd or tdd: npm install --save-dev mocha, and run the file with npx mocha FILE',
    )
  return Object.fromEntries(
    Object.entries(names).map(([role, name]) => [role, found[name]]),
  ) as unknown as MochaInterface
}
