import { writeFileSync } from 'node:fs'
import { Command } from 'commander'
import { oneLine, plural } from '../../reports/index.ts'
import { type ComparedRecording, compareRecording, processSecrets } from '../index.ts'
import { EXIT } from './exit-code.ts'
import { openPrivateFile, whyNotWritten } from './private-file.ts'
import { scimExchanges } from './recorded-base.ts'
import { readRecording } from './recording.ts'
import { UsageError } from './usage-error.ts'

interface CompareFlags {
  readonly base?: string
  readonly write?: string | true
  readonly json?: boolean
}

const FIDELITY_FILE = 'fidelity.json'

/** Defines the command `compare`, which compares a recording of a real client with the mock client. */
export function compareCommand(): Command {
  return new Command('compare')
    .description(
      'compare a recording of a real client with the mock Entra client: the requests that the mock also sends, with which settings, and those that it never sends',
    )
    .argument('<recording>', 'a tape (.ndjson), the folder of a recording, or a HAR')
    .option('--base <url>', 'the SCIM base URL within the recording (what is before /Users)')
    .option('--write [file]', `write the settings for --fidelity of run, provision and on-demand (${FIDELITY_FILE})`)
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nExit code 1: the recording has requests that the mock client sends with no setting.\n\nExamples:\n  scim-rehearsal compare recordings/2026-11-29T08-00-00Z --write\n  scim-rehearsal provision --fidelity fidelity.json --target http://127.0.0.1:8080/scim/v2\n',
    )
    .action(compare)
}

async function compare(file: string, flags: CompareFlags): Promise<void> {
  const recording = readRecording(file)
  for (const note of recording.notes) process.stderr.write(`note: ${note}\n`)
  const { base, exchanges } = scimExchanges(file, recording.exchanges, flags.base)
  const compared = processSecrets.maskDeep(await compareRecording(exchanges, base, recording.exchanges))
  const written = writeFidelity(compared, flags)
  process.stdout.write(flags.json === true ? `${JSON.stringify(compared, null, 2)}\n` : describe(file, compared))
  if (written !== undefined) process.stderr.write(`written: ${written}; use it with --fidelity ${written}\n`)
  process.exitCode = compared.counts.unknown > 0 ? EXIT.findings : EXIT.conformant
}

function writeFidelity({ fidelity }: ComparedRecording, { write }: CompareFlags): string | undefined {
  if (write === undefined) return undefined
  const file = write === true ? FIDELITY_FILE : write
  try {
    writeFileSync(openPrivateFile(file, 'w'), `${JSON.stringify(fidelity, null, 2)}\n`)
  } catch (error) {
    throw new UsageError(`--write ${file} cannot be written: ${whyNotWritten(error)}`)
  }
  return file
}

function describe(file: string, compared: ComparedRecording): string {
  const { requests, counts, settings, unknown, order, silent } = compared
  const share = requests === 0 ? 0 : Math.round(((requests - counts.unknown) / requests) * 100)
  const isDefault = ({ setting }: { setting: string }): boolean => setting === 'dialect=legacy'
  return [
    `${file}: the mock client sends ${share} % of ${plural(requests, 'request')}`,
    `  the same:              ${counts.same}`,
    `  with another setting:  ${counts.known}`,
    `  unknown:               ${counts.unknown}`,
    ...(settings.length === 0 ? [] : ['', 'Settings that the recording shows:']),
    ...settings.map(
      (one) =>
        `  ${oneLine(one.setting)}${isDefault(one) ? ' (the default)' : ''}: ${plural(one.requests, 'time')}, first in ${one.example}`,
    ),
    ...(unknown.length === 0 ? [] : ['', 'Not sent with any setting:']),
    ...unknown.map(
      ({ difference, requests: count, example }) =>
        `  ${oneLine(difference)}: ${plural(count, 'request')}, first in ${example}`,
    ),
    ...(order.length === 0 ? [] : ['', 'Order:']),
    ...order.slice(0, 10).map((line) => `  ${line}`),
    ...(order.length > 10 ? [`  and ${order.length - 10} more`] : []),
    '',
    'Not in this recording:',
    ...silent.map(({ name, reason }) => `  ${name}: ${reason}`),
    '',
  ].join('\n')
}
