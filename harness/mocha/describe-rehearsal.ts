import { type Dialect, defaultSchema, jumpCloudSchema, parseTenantUrl } from '../../mocks/entra/index.ts'
import { interruptionSentence, leftBehind } from '../../reports/index.ts'
import {
  citedSection,
  loadRegister,
  quoteArgument,
  type RehearsalOptions,
  requireSuites,
  runDefaults,
  select,
  shippedSuites,
  suiteNames,
  type TargetOptions,
} from '../index.ts'
import { conclude } from './conclude.ts'
import { mochaInterface } from './mocha-interface.ts'
import { type RehearsalRun, startRehearsal } from './rehearsal-run.ts'
import { testsToRun } from './tests-to-run.ts'

/** The server to test, or a function that returns it, for a server that a hook of the test starts. */
export type MochaTarget = TargetOptions | (() => TargetOptions | Promise<TargetOptions>)

/** The settings of `describeRehearsal`; those that are not described here are the settings of `rehearse`. */
export interface MochaRehearsalOptions
  extends Omit<RehearsalOptions, 'target' | 'schema' | 'seed' | 'stop' | 'signal' | 'command' | 'replay'>,
    Partial<Pick<RehearsalOptions, 'schema' | 'seed'>> {
  /** The title of the outermost `describe` (default: SCIM rehearsal). */
  readonly title?: string
  /** The target (default: the embedded JumpCloud stack). */
  readonly target?: MochaTarget
  /**
   * The dialect (default: that of the Tenant URL's flag, or `legacy`). If the target is a function, there is no URL
   * yet, so set the dialect here.
   */
  readonly dialect?: Dialect
}

/** A check or an invariant, as the title of a test needs it. */
interface Judged {
  readonly suite: string
  readonly id: string
  readonly title: string
  readonly requirements: readonly string[]
}

/**
 * Registers the checks as tests of mocha: one test per check, grouped by suite and section. One run serves all tests, and
 * includes only the tests that mocha runs (`--grep`, `.only`). Call it where `describe` may be called. Throws
 * UnknownSelection if the selection matches nothing, and an error if mocha does not run the file.
 */
export function describeRehearsal(options: MochaRehearsalOptions = {}): void {
  const { title = 'SCIM rehearsal', target, ...others } = options
  const { describe, it, before, after } = mochaInterface()
  const setup = settingsOf(options)

  describe(title, function () {
    // The harness limits each exchange; the duration of a whole run depends on the target.
    this.timeout(0)
    // A test lasts as long as it waits for its check, so it is never slow.
    this.slow(Number.MAX_SAFE_INTEGER)
    const toRun = testsToRun(this)
    const idOf = new Map<Mocha.Test, string>()
    let run: RehearsalRun | undefined

    before('connect to the target and probe it', async () => {
      const reached = typeof target === 'function' ? await target() : target
      refuseUnsetTarget(options, reached)
      if (options.dialect === undefined && reached !== undefined) refuseOtherDialect(reached, setup.dialect)
      const ids = toRun.list().flatMap((test) => idOf.get(test) ?? [])
      const isWhole = ids.length === setup.judged.length
      const started = startRehearsal(
        {
          ...others,
          ...(reached === undefined ? {} : { target: reached }),
          schema: setup.schema,
          seed: setup.seed,
          dialect: setup.dialect,
          selection: isWhole ? setup.selection : { checks: ids },
          replay: mochaCommand,
        },
        ids,
      )
      await started.begun
      run = started
    })

    for (const [suite, ofSuite] of Map.groupBy(setup.judged, (judged) => judged.suite))
      describe(suite, () => {
        for (const [section, ofSection] of Map.groupBy(ofSuite, setup.sectionOf))
          describe(section, () => {
            for (const { id, title: sentence } of ofSection) {
              const test = it(`${sentence} (${id})`, async function () {
                if (run === undefined) throw new Error('the run did not begin')
                conclude(await run.resultOf(id), this.runnable())
              })
              idOf.set(test, id)
            }
          })
      })

    after('clean up', async () => {
      const { run: ended, leftovers = [] } = (await run?.end()) ?? { run: undefined }
      if (leftovers.length > 0) process.stderr.write(`${leftBehind(leftovers)}\n`)
      if (ended?.interruption !== undefined) throw new Error(interruptionSentence(ended.interruption))
    })
  })
}

/** Throws for a target without a URL, typically of a variable that is not set: the embedded stack would run instead. */
function refuseUnsetTarget(options: MochaRehearsalOptions, target: TargetOptions | undefined): void {
  if (!('target' in options) || (typeof target?.url === 'string' && target.url.trim() !== '')) return
  throw new Error(
    'the target of describeRehearsal has no URL; set the variable that it is read from, or leave target out for the embedded stack',
  )
}

interface Settings {
  readonly schema: RehearsalOptions['schema']
  readonly seed: number
  readonly dialect: Dialect
  readonly selection: NonNullable<RehearsalOptions['selection']>
  readonly judged: readonly Judged[]
  sectionOf(judged: Judged): string
}

/** Returns the settings of a run, with the defaults of the command `run`, and the checks that they select. */
function settingsOf(options: MochaRehearsalOptions): Settings {
  const { target, selection = {}, seed = 1 } = options
  if (typeof target !== 'function') refuseUnsetTarget(options, target)
  const folder = options.suitesFolder ?? shippedSuites()
  const suites = requireSuites(folder)
  const register = loadRegister(`${folder}/requirements`)
  const url = typeof target === 'object' ? target.url : undefined
  const dialect = options.dialect ?? (url === undefined ? 'legacy' : dialectOf(url))
  const defaults = runDefaults(
    {
      ...(target === undefined ? {} : { target: url ?? '' }),
      ...(options.observe === undefined ? {} : { observe: options.observe }),
      ...(options.schema === jumpCloudSchema ? { schema: 'jumpcloud' } : {}),
      suite: selection.suites ?? [],
      check: selection.checks ?? [],
    },
    suiteNames(suites),
  )
  const schema = options.schema ?? (defaults.schema === 'jumpcloud' ? jumpCloudSchema : defaultSchema)
  const whole = { ...selection, suites: defaults.suites }
  const observe = options.observe ?? (target === undefined ? 'jumpcloud' : 'scim')
  const { checks, invariants } = select(suites, { schema, dialect, observe }, register, whole)
  const sectionOf = ({ requirements }: Judged): string => {
    const row = requirements.map((id) => register.get(id)).find((found) => found !== undefined)
    return row === undefined ? 'Other' : citedSection(row)
  }
  return {
    schema,
    seed,
    dialect,
    selection: whole,
    judged: [
      ...checks.map(({ suite, check }) => ({ ...check, suite })),
      ...invariants.map(({ suite, invariant }) => ({ ...invariant, suite })),
    ],
    sectionOf,
  }
}

function dialectOf(url: string): Dialect {
  // The port of a target that the run starts is not known yet.
  return parseTenantUrl(url.replaceAll('{port}', '1')).dialect
}

/**
 * Throws if the URL that a function returned has another dialect, because the tests were registered for one dialect.
 */
function refuseOtherDialect(target: TargetOptions, dialect: Dialect): void {
  if (dialect === 'legacy' && dialectOf(target.url) === 'flagged')
    throw new Error("the Tenant URL has the flag aadOptscim062020: pass dialect: 'flagged' to describeRehearsal")
}

/** Returns the command that runs the tests of checks again. */
function mochaCommand(...ids: readonly string[]): string {
  const [first = '', ...more] = ids
  if (more.length === 0) return `npx mocha --fgrep ${quoteArgument(`(${first})`)}`
  const pattern = ids.map((id) => id.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|')
  return `npx mocha --grep ${quoteArgument(pattern)}`
}
