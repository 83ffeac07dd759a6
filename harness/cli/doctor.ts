import { Command } from 'commander'
import type { Dialect } from '../../mocks/entra/index.ts'
import { type AbilityRow, clip, oneLine } from '../../reports/index.ts'
import { type Examination, examine, processSecrets, runOptions, type TargetOptions } from '../index.ts'
import { EXIT } from './exit-code.ts'
import { readSchema } from './read-schema.ts'
import { tableOptions } from './table-options.ts'
import { type TargetFlags, targetOptionsOf } from './target-options.ts'
import { UsageError } from './usage-error.ts'
import { configOption, withConfig } from './with-config.ts'

interface DoctorFlags extends TargetFlags {
  readonly target?: string
  readonly schema?: string
  readonly dialect?: Dialect
  readonly timeout: number
  readonly maxWait?: number
  readonly rate?: number
  readonly settle?: number
  readonly write?: boolean
  readonly json?: boolean
}

/** Defines the command `doctor`, which examines a target before any check runs. */
export function doctorCommand(): Command {
  const command = new Command('doctor')
    .description(
      'check a target before a rehearsal: connection, credentials, TLS, clock, latency, and a table of its abilities',
    )
    .addHelpText(
      'after',
      '\nWithout --write it sends only requests that change nothing, so abilities that need a user stay unknown.\n\nExample:\n  scim-rehearsal doctor --target https://host/scim/v2 --token "$SCIM_TOKEN" --write\n',
    )
    .action(async () => doctor(await withConfig<DoctorFlags>(command, 'run')))
  return configOption(tableOptions(command, runOptions, 'doctor'))
    .option('--write', 'also create, change and delete its own users and group')
    .option('--json', 'print one JSON object')
}

async function doctor(flags: DoctorFlags): Promise<void> {
  const { schema, dialect, timeout, maxWait, rate, settle, write, json } = flags
  const raw = await examine({
    target: targetOf(flags),
    schema: readSchema(schema ?? 'default'),
    timeout,
    readOnly: write !== true,
    ...(dialect === undefined ? {} : { dialect }),
    ...(maxWait === undefined ? {} : { maxWait }),
    ...(rate === undefined ? {} : { rate }),
    ...(settle === undefined ? {} : { settle }),
  })
  // An ability may contain data that the target echoed.
  const examination = processSecrets.maskDeep(raw)
  process.stdout.write(
    json === true ? `${JSON.stringify(examination, null, 2)}\n` : pageOf(examination, write === true),
  )
  if (examination.leftovers.length > 0) process.exitCode = EXIT.findings
}

function targetOf(flags: DoctorFlags): TargetOptions {
  const { target: url } = flags
  if (url === undefined || url.trim() === '')
    throw new UsageError('doctor needs --target, the SCIM base URL of the server to check')
  return targetOptionsOf(url, flags)
}

const MARKS: Readonly<Record<AbilityRow['state'], string>> = { yes: 'yes', no: 'NO', unknown: '-' }
/** The maximum clock skew in seconds; with more, tokens and certificates are judged at the wrong time. */
const MOST_SKEW = 60
/** The maximum number of characters of the evidence for an ability. */
const MAX_WHY = 140
const DAY = 24 * 60 * 60 * 1000

function pageOf(examination: Examination, isWritten: boolean): string {
  const { baseUrl, dialect, abilities, latencyMs, clockSkewSeconds, tls, requests, leftovers } = examination
  const facts: [string, string][] = [
    ['target', `${baseUrl} (${dialect} dialect)`],
    ['connection', 'answers, and accepts the credentials'],
    ['latency', `${latencyMs.toFixed(0)} ms per request (median of 5)`],
    ['clock', clockSkewSeconds === undefined ? 'unknown: the server sends no Date header' : clockOf(clockSkewSeconds)],
    ...(tls === undefined ? [] : tlsLines(tls)),
  ]
  const width = Math.max(...abilities.map(({ id }) => id.length))
  const rows = abilities.map(({ id, title, state, shown }) => {
    const why = state === 'yes' ? title : `${title}: ${shown}`
    return `  ${MARKS[state].padEnd(4)}${id.padEnd(width + 2)}${clip(oneLine(why), MAX_WHY)}`
  })
  const unknown = abilities.filter(({ state }) => state === 'unknown').length
  return [
    ...facts.map(([name, value]) => `${name.padEnd(12)}${value}`),
    '',
    'abilities',
    ...rows,
    '',
    `${requests} requests. ${isWritten ? leftoverLine(leftovers.length) : `Nothing was written${unknown === 0 ? '' : `; --write finds out the ${unknown} unknown abilities`}.`}`,
    '',
  ].join('\n')
}

const leftoverLine = (count: number): string =>
  count === 0
    ? 'Everything that was created is removed.'
    : `${count} resources are left behind; remove them with scim-rehearsal cleanup.`

function clockOf(skew: number): string {
  if (Math.abs(skew) <= 2) return 'agrees with this machine'
  const direction = skew > 0 ? 'ahead of' : 'behind'
  return `${Math.abs(skew)} s ${direction} this machine${Math.abs(skew) > MOST_SKEW ? ': tokens may seem expired, or not valid yet' : ''}`
}

function tlsLines({
  suite,
  offersVersion,
  isTrusted,
  reason,
  matchesHost,
  validTo,
}: NonNullable<Examination['tls']>): [string, string][] {
  const days = validTo === undefined ? undefined : Math.floor((validTo.getTime() - Date.now()) / DAY)
  return [
    ['tls', offersVersion ? `TLS 1.2 with ${suite ?? 'an unknown cipher suite'}` : 'no TLS 1.2, which Entra needs'],
    [
      'certificate',
      [
        isTrusted === true ? 'trusted' : `not trusted (${reason ?? 'unknown reason'})`,
        matchesHost === false ? 'for another host' : '',
        days === undefined ? '' : `valid for ${days} more days`,
      ]
        .filter(Boolean)
        .join(', '),
    ],
  ]
}
