import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { Command } from 'commander'
import {
  type Dialect,
  InvalidLog,
  type LogForm,
  parseTenantUrl,
  type ReadLog,
  readProvisioningLog,
  type SynchronizationSchema,
} from '../../mocks/entra/index.ts'
import {
  type ExplainedLog,
  explainLog,
  type LogPage,
  loadSuites,
  processSecrets,
  type Reproduction,
  rehearse,
  renderExplainedHtml,
  renderExplainedMarkdown,
  renderText,
  runOptions,
  shippedSuites,
  UntestableTarget,
} from '../index.ts'
import { splitReporter } from './choose-reporters.ts'
import { EXIT } from './exit-code.ts'
import { listedChecks } from './listed-checks.ts'
import { oneOf, repeated } from './parse-option.ts'
import { openPrivateFile, whyNotWritten } from './private-file.ts'
import { readText } from './read-file.ts'
import { readSchema } from './read-schema.ts'
import { tableOptions } from './table-options.ts'
import { type TargetFlags, targetOptionsOf } from './target-options.ts'
import { UsageError } from './usage-error.ts'
import { configOption, withConfig } from './with-config.ts'

interface ExplainFlags extends TargetFlags {
  readonly target?: string
  readonly schema?: string
  readonly dialect?: Dialect
  readonly timeout: number
  readonly rate?: number
  readonly reporter: readonly string[]
  readonly json?: boolean
}

/** The renderers of a log, by the name that `--reporter` accepts. */
const RENDERERS: Readonly<Record<string, (page: LogPage) => string>> = {
  console: renderText,
  markdown: renderExplainedMarkdown,
  html: renderExplainedHtml,
  json: ({ file, form, notes, log, reproduced }) =>
    `${JSON.stringify({ file, form, notes, ...log, ...(reproduced === undefined ? {} : { reproduced: Object.fromEntries(reproduced) }) }, null, 2)}\n`,
}

const FORMS: Readonly<Record<LogForm, string>> = {
  'portal-json': "portal's download, JSON",
  'portal-csv': "portal's download, CSV",
  graph: 'Graph auditLogs/provisioning',
  ndjson: 'one entry per line',
  diagnostic: 'diagnostic setting or Log Analytics',
}

/** Defines the command `explain`, which explains the failures in a provisioning log. */
export function explainCommand(): Command {
  const command = new Command('explain')
    .description(
      "explain the failures in Entra's provisioning log: cause, meaning, remedy, and the checks that reproduce each",
    )
    .argument(
      '<log>',
      "the portal's download (JSON, or ProvisioningLogs of the CSV download), Graph's auditLogs/provisioning, a Log Analytics export, or the log of `provision --log`",
    )
    .addHelpText(
      'after',
      '\nWith --target it runs the checks of every cause at once. Exit code 1: the log has failures.\n\nExamples:\n  scim-rehearsal explain ProvisioningLogs.json\n  scim-rehearsal explain ProvisioningLogs.csv --reporter markdown=ticket.md\n  scim-rehearsal explain log.json --target https://host/scim/v2 --token "$SCIM_TOKEN"\n',
    )
    .action(async (file: string) => explain(file, await withConfig<ExplainFlags>(command, 'run')))
  return configOption(tableOptions(command, runOptions, 'doctor'))
    .option(
      '--reporter <name>',
      `${Object.keys(RENDERERS).join(', ')}: NAME to standard output, or NAME=FILE; repeatable`,
      repeated,
      [],
    )
    .option('--json', 'print one JSON object')
}

async function explain(file: string, flags: ExplainFlags): Promise<void> {
  const writers = writersOf(flags)
  const { records, form, notes } = readLog(file)
  const schema = readSchema(flags.schema ?? 'default')
  const dialect = dialectOf(flags)
  const plan = { schema, dialect, observe: 'scim' } as const
  const titles = new Map(listedChecks(await loadSuites(shippedSuites()), plan).map(({ id, title }) => [id, title]))
  const log = explainLog(records, titles)
  const { target } = flags
  const reproduced = target === undefined ? undefined : await reproduce(log, { target, schema, dialect }, flags)
  const page: LogPage = {
    file: basename(file),
    form: FORMS[form],
    notes,
    log,
    target: target === undefined ? '--target URL' : `--target ${processSecrets.mask(target)}`,
    ...(reproduced === undefined ? {} : { reproduced }),
  }
  for (const { name, place } of writers) write(place, (RENDERERS[name] ?? renderText)(page))
  process.exitCode = log.counts.failure + log.counts.warning > 0 ? EXIT.findings : EXIT.conformant
}

/** Returns the dialect of `--dialect`, otherwise that of the Tenant URL. Throws UsageError. */
function dialectOf({ dialect, target }: ExplainFlags): Dialect {
  if (dialect !== undefined || target === undefined) return dialect ?? 'legacy'
  try {
    return parseTenantUrl(target.replaceAll('{port}', '80')).dialect
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function readLog(file: string): ReadLog {
  try {
    return readProvisioningLog(readText(file))
  } catch (error) {
    if (error instanceof InvalidLog) throw new UsageError(`${file} is not a provisioning log: ${error.message}`)
    throw error
  }
}

interface Writer {
  readonly name: string
  /** The file; `-` is standard output. */
  readonly place: string
}

/**
 * Returns the writers of `--reporter` and `--json`. Throws UsageError for an unknown name, an empty file name, and
 * two that write to standard output.
 */
function writersOf({ reporter, json }: ExplainFlags): readonly Writer[] {
  const chosen = json === true ? [...reporter, 'json'] : reporter
  const writers = (chosen.length === 0 ? ['console'] : chosen).map((text): Writer => {
    const [name, place = '-'] = splitReporter(text)
    if (place === '') throw new UsageError(`--reporter ${text} has no file after =; - is standard output`)
    return { name: oneOf('--reporter', Object.keys(RENDERERS))(name), place }
  })
  if (writers.filter(({ place }) => place === '-').length > 1)
    throw new UsageError('two reporters write to standard output; give all but one a file, such as markdown=ticket.md')
  return writers
}

function write(place: string, text: string): void {
  if (place === '-') {
    process.stdout.write(text)
    return
  }
  try {
    writeFileSync(openPrivateFile(place, 'w'), processSecrets.mask(text))
  } catch (error) {
    throw new UsageError(`${place} cannot be written: ${whyNotWritten(error)}`)
  }
  process.stdout.write(`written: ${place}\n`)
}

/** Runs the checks of all causes against the target. */
async function reproduce(
  log: ExplainedLog,
  {
    target,
    schema,
    dialect,
  }: { readonly target: string; readonly schema: SynchronizationSchema; readonly dialect: Dialect },
  flags: ExplainFlags,
): Promise<ReadonlyMap<string, Reproduction>> {
  const ids = [...new Set(log.causes.flatMap(({ checks }) => checks.map(({ id }) => id)))]
  if (ids.length === 0) return new Map()
  process.stderr.write(`running ${ids.length} checks against the target …\n`)
  const { timeout, rate } = flags
  const { result } = await rehearse({
    target: targetOptionsOf(target, flags),
    schema,
    seed: 1,
    timeout,
    selection: { checks: ids },
    dialect,
    ...(rate === undefined ? {} : { rate }),
  })
  if (result.verdict === 'untestable') throw new UntestableTarget(result.reason ?? 'the target could not be tested')
  return new Map(
    processSecrets
      .maskDeep(result.checks)
      .map(({ id, outcome, reason }) => [id, { outcome, ...(reason === undefined ? {} : { reason }) }]),
  )
}
