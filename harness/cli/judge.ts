import { Command } from 'commander'
import { isJsonObject } from '../../mocks/protocol/index.ts'
import type { Exchange } from '../../reports/index.ts'
import { createInvariantJudge, loadRegister, loadSuites, observeRecorded, readTape, shippedSuites } from '../index.ts'
import { EXIT } from './exit-code.ts'
import { readText } from './read-schema.ts'
import { UsageError } from './usage-error.ts'

interface JudgeFlags {
  readonly json?: boolean
  readonly base?: string
}

/** The command `judge`: applies the invariants to recorded traffic, without a target. */
export function judgeCommand(): Command {
  return new Command('judge')
    .description('apply the invariants to a recorded tape or a HAR, without a target')
    .argument('<file>', 'a tape (.ndjson) or a HAR (.har)')
    .option('--base <url>', 'the SCIM base URL within the recording (what stands before /Users)')
    .option('--json', 'as an array of results')
    .addHelpText('after', '\nExample:\n  scim-rehearsal judge rehearsals/2026-11-23T08-00-00Z/tape.ndjson\n')
    .action(judge)
}

async function judge(file: string, flags: JudgeFlags): Promise<void> {
  const folder = shippedSuites()
  const suites = await loadSuites(folder)
  const invariants = suites.flatMap(({ name, invariants: own }) => own.map((invariant) => ({ suite: name, invariant })))
  const judging = createInvariantJudge(invariants, loadRegister(`${folder}/requirements`))
  let count = 0
  for await (const exchange of /\.har$/i.test(file) ? readHar(file) : exchangesOf(file)) {
    const base = flags.base ?? baseOf(exchange.request.url)
    const observed = observeRecorded(exchange, base)
    if (observed === undefined) continue
    count += 1
    judging.observe(observed)
  }
  if (count === 0) throw new UsageError(`${file} holds no exchange with an answer`)
  const results = judging.results()
  if (flags.json === true) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`)
  else
    for (const { outcome, id, title, reason } of results)
      process.stdout.write(`${outcome.padEnd(5)} ${id}  ${outcome === 'pass' ? title : (reason ?? title)}\n`)
  process.exitCode = results.some(({ outcome }) => outcome === 'fail') ? EXIT.findings : EXIT.conformant
}

async function* exchangesOf(file: string): AsyncIterable<Exchange> {
  // Read first, so that a missing file is told as one.
  readText(file)
  yield* readTape(file)
}

function* readHar(file: string): Iterable<Exchange> {
  const har: unknown = JSON.parse(readText(file))
  const log = isJsonObject(har) && isJsonObject(har['log']) ? har['log'] : undefined
  const entries = log === undefined ? undefined : log['entries']
  if (!Array.isArray(entries)) throw new UsageError(`${file} is no HAR: it has no log.entries`)
  for (const [index, entry] of entries.entries()) yield fromHar(entry as unknown as HarEntry, `har${index + 1}`)
}

interface HarEntry {
  readonly startedDateTime: string
  readonly time: number
  readonly request: {
    method: string
    url: string
    headers: { name: string; value: string }[]
    postData?: { text?: string }
  }
  readonly response: {
    status: number
    headers: { name: string; value: string }[]
    content?: { text?: string; encoding?: string }
  }
}

function fromHar({ startedDateTime, time, request, response }: HarEntry, id: string): Exchange {
  const { text = '', encoding } = response.content ?? {}
  return {
    id,
    cause: 'har',
    leg: 'scim',
    startedDateTime,
    time,
    request: {
      method: request.method,
      url: request.url,
      httpVersion: 'HTTP/1.1',
      headers: request.headers,
      ...(request.postData?.text === undefined ? {} : { body: request.postData.text }),
    },
    response: {
      status: response.status,
      headers: response.headers,
      body: encoding === 'base64' ? Buffer.from(text, 'base64').toString('utf8') : text,
    },
  }
}

/** What stands before the first SCIM endpoint of a URL. */
function baseOf(url: string): string {
  return (
    url
      .replace(/\/(?:Users|Groups|Me|Bulk|Schemas|ResourceTypes|ServiceProviderConfig|\.search)(?:[/?].*)?$/, '')
      .split('?')[0] ?? url
  )
}
