import { setTimeout as delay } from 'node:timers/promises'
import { Command } from 'commander'
import { createTransport } from '../../mocks/transport/index.ts'
import { oneLine, plural } from '../../reports/index.ts'
import {
  hurried,
  processSecrets,
  type ReplayedStep,
  type ReplayReport,
  replay as replayRecording,
  runOptions,
} from '../index.ts'
import { EXIT } from './exit-code.ts'
import { listenForInterrupt } from './interrupt.ts'
import { paced } from './paced-transport.ts'
import { wholeNumber } from './parse-option.ts'
import { scimExchanges } from './recorded-base.ts'
import { readRecording } from './recording.ts'
import { baseUrlOf, headersOf, type SessionFlags } from './session-headers.ts'
import { tableOptions } from './table-options.ts'
import { connectionOf } from './target-flags.ts'
import { UsageError } from './usage-error.ts'
import { configOption, withConfig } from './with-config.ts'

interface ReplayFlags extends SessionFlags {
  readonly base?: string
  readonly suffix?: string | true
  readonly maxGap: number
  readonly keep?: boolean
  readonly verbose?: boolean
  readonly json?: boolean
}

/** Defines the command `replay`, which sends a recording to another server. */
export function replayCommand(): Command {
  const command = new Command('replay')
    .description('send a recording to another server and report the responses that differ')
    .argument('<recording>', 'a tape (.ndjson), the folder of a recording, or a HAR')
    .addHelpText(
      'after',
      '\nRecorded ids are replaced with the ids of the new server. Ids, dates, versions, the order of members and the words of messages may differ.\nThe replay removes the resources that it created, and changes no others. Exit code 1: a response differs.\n\nExamples:\n  scim-rehearsal replay recordings/2026-11-29T08-00-00Z --target http://127.0.0.1:8080/scim/v2 --token "$SCIM_TOKEN"\n  scim-rehearsal replay tuesday.har --base https://host/scim/v2 --target http://127.0.0.1:8080/scim/v2 --suffix\n',
    )
    .action(async (file: string) => replay(file, await withConfig<ReplayFlags>(command, 'run')))
  return configOption(tableOptions(command, runOptions, 'cleanup'))
    .option('--base <url>', 'the SCIM base URL within the recording (what is before /Users)')
    .option(
      '--suffix [text]',
      'add a suffix to userName, externalId, mail addresses and names of groups, for a server that has them already',
    )
    .option('--max-gap <ms>', 'maximum wait between requests in milliseconds', wholeNumber('--max-gap', 0), 100)
    .option('--keep', 'do not remove what the replay created')
    .option('--verbose', 'print every request')
    .option('--json', 'print one JSON object')
}

async function replay(file: string, flags: ReplayFlags): Promise<void> {
  if (flags.target === undefined || flags.target.trim() === '')
    throw new UsageError('replay needs --target, the SCIM base URL of the server to send the recording to')
  const baseUrl = baseUrlOf(flags.target)
  const recording = readRecording(file)
  const { base, exchanges } = scimExchanges(file, recording.exchanges, flags.base)
  const suffix = suffixOf(flags)
  using interrupt = listenForInterrupt()
  await using pool = createTransport({ timeout: flags.timeout, ...connectionOf(flags, process.env) })
  const send = paced(hurried(pool.send, interrupt.signal), flags.rate)
  const raw = await replayRecording({
    exchanges,
    recordedBase: base,
    baseUrl,
    headers: await headersOf(flags),
    send,
    maxWait: flags.maxGap,
    wait: (milliseconds) => delay(milliseconds, undefined, { signal: interrupt.signal }).catch(() => {}),
    keep: flags.keep === true,
    signal: interrupt.signal,
    ...(suffix === undefined ? {} : { suffix }),
    onStep: (step) => {
      if (flags.verbose === true && flags.json !== true)
        process.stdout.write(`${lineOf(processSecrets.maskDeep(step))}\n`)
    },
  })
  // A difference may contain data that the target returned.
  const report = processSecrets.maskDeep({ ...raw, notes: [...recording.notes, ...raw.notes] })
  process.stdout.write(
    flags.json === true ? `${JSON.stringify(report, null, 2)}\n` : describe(report, { file, baseUrl }),
  )
  process.exitCode = exitCodeOf(report)
}

/** Returns the given suffix, or one of the current time. */
function suffixOf({ suffix }: ReplayFlags): string | undefined {
  if (suffix === true) return `r${Date.now().toString(36)}`
  if (suffix !== undefined && !/^[A-Za-z0-9]{1,32}$/.test(suffix))
    throw new UsageError(`--suffix takes up to 32 letters and digits, not ${JSON.stringify(suffix)}`)
  return suffix
}

function exitCodeOf({ steps, leftovers, isInterrupted }: ReplayReport): number {
  if (isInterrupted) return EXIT.interrupted
  const answered = steps.some(({ status }) => status !== 0)
  if (!answered) return EXIT.untestable
  return leftovers.length > 0 || steps.some(({ differences }) => differences.length > 0)
    ? EXIT.findings
    : EXIT.conformant
}

const lineOf = ({ id, method, path, recordedStatus, status, skipped, differences }: ReplayedStep): string =>
  oneLine(
    `${skipped !== undefined ? '-' : differences.length > 0 ? '✗' : '✓'} ${id} ${method} ${path}: recorded ${statusOf(recordedStatus)}, now ${statusOf(status)}${skipped === undefined ? '' : ` (${skipped})`}`,
  )

const statusOf = (status: number): string => (status === 0 ? 'no answer' : String(status))

function describe(report: ReplayReport, { file, baseUrl }: { file: string; baseUrl: string }): string {
  const { steps, prepared, notes, leftovers } = report
  const differing = steps.filter(({ differences }) => differences.length > 0)
  const skipped = steps.filter((step) => step.skipped !== undefined)
  const reasons = Map.groupBy(skipped, (step) => step.skipped ?? '')
  return [
    `${file} to ${baseUrl}: ${plural(steps.length, 'request')}, ${differing.length === 0 ? 'no answer differs' : `${plural(differing.length, 'answer')} ${differing.length === 1 ? 'differs' : 'differ'}`}`,
    ...(prepared === 0 ? [] : [`created first, because the recorded server had them: ${plural(prepared, 'resource')}`]),
    ...[...reasons].map(
      ([reason, list]) =>
        `${plural(list.length, 'request')}: ${reason} (${list
          .slice(0, 5)
          .map(({ id }) => id)
          .join(', ')})`,
    ),
    ...differing.flatMap((step) => [
      lineOf(step),
      ...step.differences.map(
        ({ where, recorded, now }) => `    ${oneLine(`${where}: recorded ${recorded}, now ${now}`)}`,
      ),
    ]),
    ...notes.map((note) => `note: ${oneLine(note)}`),
    ...leftovers.map(({ path, reason }) => `not removed: ${oneLine(path)}: ${oneLine(reason)}`),
    '',
  ].join('\n')
}
