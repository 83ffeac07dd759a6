import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { Command } from 'commander'
import { decodeQuery } from '../../mocks/transport/index.ts'
import { type Exchange, oneLine } from '../../reports/index.ts'
import {
  createRecordingFiles,
  listenRecordingProxy,
  loadSuites,
  packageVersion,
  processSecrets,
  pseudonymiser,
  type RecordingFiles,
  type RecordingProxy,
  type Remark,
  shippedSuites,
} from '../index.ts'
import { absoluteUrl } from './absolute-url.ts'
import { EXIT } from './exit-code.ts'
import { listenForInterrupt } from './interrupt.ts'
import { wholeNumber } from './parse-option.ts'
import { openPrivateFile, prepareOutFolder, whyNotWritten } from './private-file.ts'
import { readCertificates } from './read-certificates.ts'
import { readText } from './read-file.ts'
import { connectionOf } from './target-flags.ts'
import { listenFault, UsageError } from './usage-error.ts'

interface ProxyFlags {
  readonly upstream?: string
  readonly listen: string
  readonly cert?: string
  readonly key?: string
  readonly ca?: string
  readonly upstreamCert?: string
  readonly upstreamKey?: string
  readonly out?: string
  readonly har: boolean
  readonly maxSize: number
  readonly maxFiles: number
  readonly maxBody: number
  readonly pseudonyms?: string | true
  readonly judge: boolean
  readonly quiet?: boolean
}

const KIB = 1024
const MIB = 1024 * KIB

/** Defines the command `proxy`, which records the traffic between a real client and a server. */
export function proxyCommand(): Command {
  return new Command('proxy')
    .description('record the traffic between a real client and a server: a reverse proxy that changes nothing')
    .option('--upstream <url>', "the server's SCIM base URL")
    .option('--listen <host:port>', 'address for the client; port 0 uses a free port', '127.0.0.1:4020')
    .option('--cert <file>', 'PEM certificate: listen with TLS; needs --key')
    .option('--key <file>', 'PEM private key of --cert')
    .option('--ca <file>', 'PEM certificates to trust, for a server with a private authority')
    .option('--upstream-cert <file>', 'PEM client certificate for a server with mutual TLS; needs --upstream-key')
    .option('--upstream-key <file>', 'PEM private key of --upstream-cert')
    .option('--out <folder>', 'folder of the recording (recordings/<start time>)')
    .option('--no-har', 'write no HAR in addition to the tape')
    .option(
      '--pseudonyms [keyfile]',
      'replace names, addresses and all other values of users, always with the same ones; the key is discarded, or stored in keyfile (created if it does not exist)',
    )
    .option('--max-size <mib>', 'start another tape after this number of MiB', wholeNumber('--max-size', 1, 1024), 64)
    .option(
      '--max-files <number>',
      'maximum number of tapes; the oldest is removed',
      wholeNumber('--max-files', 1, 10_000),
      100,
    )
    .option(
      '--max-body <kib>',
      'maximum size of recorded bodies in KiB; larger ones are only forwarded',
      wholeNumber('--max-body', 1, 64 * KIB),
      KIB,
    )
    .option('--no-judge', 'do not comment on the exchanges')
    .option('--quiet', 'print no list of exchanges')
    .addHelpText(
      'after',
      '\nCredentials are masked before anything is written. Stop it with Ctrl-C. docs/proxy.md says how to put it in front of a real tenant, and how to\nshare a recording.\n\nExamples:\n  scim-rehearsal proxy --upstream http://127.0.0.1:8080/scim/v2\n  scim-rehearsal proxy --upstream https://host/scim/v2 --listen 0.0.0.0:8443 --cert chain.pem --key key.pem --pseudonyms\n',
    )
    .action(proxy)
}

async function proxy(flags: ProxyFlags): Promise<void> {
  const upstream = upstreamOf(flags)
  const connection = connectionOf(
    {
      ...(flags.ca === undefined ? {} : { ca: flags.ca }),
      ...(flags.upstreamCert === undefined ? {} : { cert: flags.upstreamCert }),
      ...(flags.upstreamKey === undefined ? {} : { key: flags.upstreamKey }),
    },
    process.env,
  )
  const place = placeOf(flags)
  const started = new Date()
  const folder = flags.out ?? `recordings/${started.toISOString().slice(0, 19).replaceAll(':', '-')}Z`
  prepareOutFolder(folder)
  const key = keyOf(flags)
  let isLost = false
  const files = createRecordingFiles({
    folder,
    maxBytes: flags.maxSize * MIB,
    maxFiles: flags.maxFiles,
    har: flags.har,
    creator: { name: 'scim-rehearsal', version: packageVersion() },
    onFailure: (error) => {
      isLost = true
      process.stderr.write(
        `the recording cannot be written: ${whyNotWritten(error)}; requests are still forwarded, and not recorded\n`,
      )
    },
  })
  const suites = flags.judge ? await loadSuites(shippedSuites()) : []
  const list = liveList(flags.quiet === true)
  using interrupt = listenForInterrupt()
  const running = await open({
    upstream,
    connection,
    place,
    maxBody: flags.maxBody * KIB,
    secrets: processSecrets.secrets,
    invariants: suites.flatMap(({ invariants }) => invariants),
    now: () => new Date(),
    monotonic: () => performance.now(),
    onExchange: (exchange, remarks) => {
      files.append(exchange)
      list.exchange(exchange, remarks)
    },
    ...(key === undefined ? {} : { pseudonymise: pseudonymiser(key, new URL(upstream).pathname) }),
  })
  process.stdout.write(`proxy ${running.url}\n`)
  process.stderr.write(`recording into ${folder}; enter the URL above instead of ${upstream}; Ctrl-C stops it\n`)
  await new Promise<void>((resolve) => interrupt.signal.addEventListener('abort', () => resolve(), { once: true }))
  await running.close()
  files.close()
  process.stderr.write(endOf(running, files, list))
  process.exitCode = isLost ? EXIT.harness : EXIT.conformant
}

type Options = Parameters<typeof listenRecordingProxy>[0]

/** Starts the proxy. Throws UsageError if it cannot listen. */
async function open(options: Options): Promise<RecordingProxy> {
  try {
    return await listenRecordingProxy(options)
  } catch (error) {
    const { host, port } = options.place ?? {}
    const isTlsFault = error instanceof Error && 'code' in error && /^ERR_(?:OSSL|TLS)/.test(String(error.code))
    const reason = isTlsFault
      ? '--cert and --key cannot be used'
      : listenFault(error, { host, port, instead: 'choose another, or 0 for a free one' })
    if (reason === undefined) throw error
    throw new UsageError(`--listen: ${reason}`)
  }
}

function upstreamOf({ upstream }: ProxyFlags): string {
  if (upstream === undefined) throw new UsageError("proxy needs --upstream, the server's SCIM base URL")
  const url = absoluteUrl('--upstream', upstream)
  if (url.username !== '' || url.search !== '' || url.hash !== '')
    throw new UsageError(
      '--upstream takes a URL without a user name, a query or a fragment: what the client sends passes unchanged',
    )
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}

function placeOf({ listen, cert, key }: ProxyFlags): NonNullable<Options['place']> {
  const [, host = '', port = ''] = /^(\[[^\]]+\]|[^:]+):(\d{1,5})$/.exec(listen) ?? []
  if (host === '' || Number(port) > 65_535)
    throw new UsageError(`--listen takes HOST:PORT, such as 127.0.0.1:4020, not ${JSON.stringify(listen)}`)
  if ((cert === undefined) !== (key === undefined)) throw new UsageError('--cert and --key are given together')
  const place = { host, port: Number(port) }
  return cert === undefined || key === undefined
    ? place
    : { ...place, tls: { cert: readCertificates('--cert', cert), key: readText(key, 256 * KIB) } }
}

const KEY_BYTES = 32

/**
 * Returns the key of the pseudonyms: a new one, or that of a file; undefined without `--pseudonyms`. Throws
 * UsageError.
 */
function keyOf({ pseudonyms }: ProxyFlags): Buffer | undefined {
  if (pseudonyms === undefined) return undefined
  if (pseudonyms === true) return randomBytes(KEY_BYTES)
  try {
    if (existsSync(pseudonyms)) {
      const key = Buffer.from(readFileSync(pseudonyms, 'utf8').trim(), 'base64')
      if (key.length === KEY_BYTES) return key
      throw new UsageError(
        `--pseudonyms ${pseudonyms} is not a key of this command: it must have ${KEY_BYTES} bytes in Base64`,
      )
    }
    const key = randomBytes(KEY_BYTES)
    writeFileSync(openPrivateFile(pseudonyms, 'w'), `${key.toString('base64')}\n`)
    return key
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`--pseudonyms ${pseudonyms} cannot be used: ${whyNotWritten(error)}`)
  }
}

interface LiveList {
  exchange(exchange: Exchange, remarks: readonly Remark[]): void
  readonly requests: number
  /** The number of violations of each rule. */
  readonly remarks: ReadonlyMap<string, number>
}

/** Prints one line per exchange, and each remark in full the first time. */
function liveList(isQuiet: boolean): LiveList {
  const counts = new Map<string, number>()
  let requests = 0
  return {
    remarks: counts,
    get requests() {
      return requests
    },
    exchange: (exchange, remarks) => {
      requests += 1
      const { request, response, cause, time, startedDateTime, id } = exchange
      const { pathname, search } = new URL(request.url)
      const answer = response.status === 0 ? `no answer (${response.error ?? ''})` : String(response.status)
      if (!isQuiet)
        process.stdout.write(
          `${startedDateTime.slice(11, 23)} ${id.padEnd(6)} ${request.method.padEnd(6)} ${oneLine(decodeQuery(pathname + search))} → ${oneLine(answer)}  ${Math.round(time)} ms  ${cause}\n`,
        )
      for (const { id: rule, message } of remarks) {
        const before = counts.get(rule) ?? 0
        counts.set(rule, before + 1)
        if (before === 0 && !isQuiet) process.stdout.write(`  ! ${rule}: ${oneLine(message)}\n`)
      }
    },
  }
}

/** Returns a summary of the recording in a few lines. */
function endOf(running: RecordingProxy, files: RecordingFiles, { requests, remarks }: LiveList): string {
  const activities = running
    .activities()
    .map(
      ({ number, kind, requests: count, objects, startedAt }) =>
        `  activity ${number}: ${kind}, ${count} requests, ${objects} ${objects === 1 ? 'object' : 'objects'}, from ${startedAt}`,
    )
  const shown =
    activities.length > 20 ? [...activities.slice(0, 20), `  and ${activities.length - 20} more`] : activities
  const rules = [...remarks].map(([id, count]) => `  ${id}: ${count}`)
  return [
    `${requests} ${requests === 1 ? 'exchange' : 'exchanges'} recorded`,
    ...shown,
    ...(rules.length === 0 ? [] : ['rules that were violated, and how often:', ...rules]),
    ...files.tapes.map((tape) => `tape: ${tape}`),
    '',
  ].join('\n')
}
