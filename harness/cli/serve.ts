import { Command } from 'commander'
import { findJumpCloudDeviation, jumpCloudDeviations, listenJumpCloudScim } from '../../mocks/jumpcloud-scim/index.ts'
import {
  deviations,
  findDeviation,
  listenScimServer,
  profileNames,
  type ScimServerProfile,
  scimServerProfile,
} from '../../mocks/scim-server/index.ts'
import { WorkerEnded, type WorkerPool } from '../../mocks/serving/index.ts'
import { nearest } from '../../mocks/text/index.ts'
import { absoluteUrl } from './absolute-url.ts'
import { EXIT } from './exit-code.ts'
import { oneOf, wholeNumber } from './parse-option.ts'
import { preparePrivateFile, reportLoss } from './private-file.ts'
import { type EntraFlags, givenEntraFlag, startEntra, withEntraFlags } from './serve-entra.ts'
import {
  givenJumpCloudApiFlag,
  type JumpCloudApiFlags,
  type ServerSettings,
  startJumpCloudApi,
  withJumpCloudApiFlags,
} from './serve-jumpcloud-api.ts'
import { demandedToken, hostOf, type PlaceFlags } from './serve-place.ts'
import { MAX_WORKERS, startPool, startPooledApi, startPooledScim, workersOf } from './serve-pool.ts'
import { openStore, type ScimBehaviour, scimOptions } from './serve-scim.ts'
import { type ServeSwitches, switchOption } from './serve-switches.ts'
import { type TrafficFlags, trafficSettings, withTrafficFlags } from './serve-traffic.ts'
import { listenFault, UsageError } from './usage-error.ts'

interface ServeFlags extends EntraFlags, JumpCloudApiFlags, TrafficFlags, PlaceFlags {
  readonly port?: number
  readonly strict?: boolean
  readonly deviate: readonly string[]
  readonly apiUrl?: string
  readonly profile?: ScimServerProfile
  readonly switch?: ServeSwitches
  readonly workers?: number
}

interface Server {
  readonly url: string
  close(): Promise<void>
}

const NAMES = ['jumpcloud-api', 'jumpcloud-scim', 'scim-server', 'entra'] as const
const MAX_PORT = 65_535

/** Defines the command `serve`, which runs the mocks until it is stopped. */
export function serveCommand(): Command {
  const command = new Command('serve')
    .description('run mocks until stopped; prints one line per server: its name and base URL')
    .argument('<names...>', NAMES.join(', '))
    .option(
      '--port <number>',
      'port of the first server; the others use the next ports; 0 uses free ports',
      wholeNumber('--port', 0, MAX_PORT),
    )
    .option('--host <address>', 'address to listen on (127.0.0.1); one that other machines can reach needs a token')
    .option(
      '--token <token>',
      'token or API key that the servers accept (or SCIM_TOKEN in the environment; without one, scim-server accepts all requests)',
    )
    .option('--token-file <file>', 'read the token from a file')
    .option('--db <file>', 'a SQLite file that stores the state of jumpcloud-api and scim-server')
    .option(
      '--workers <number>',
      'number of processes of scim-server and jumpcloud-api that respond to requests; more than 1 needs --db (1)',
      wholeNumber('--workers', 1, MAX_WORKERS),
    )
    .option('--api-url <url>', 'JumpCloud API to which jumpcloud-scim writes (the jumpcloud-api of the same command)')
    .option('--deviate <name>', 'add this deviation to scim-server or jumpcloud-scim; repeatable', deviationName, [])
    .option('--profile <name>', `let scim-server behave like a known server: ${profileNames.join(', ')}`, profileOption)
    .option('--strict', 'let scim-server reject requests that the RFCs do not define')
    .option(
      '--switch <name=value>',
      'choose a behaviour that JumpCloud’s documentation does not define: duplicateStatus=409, groups=501 (repeatable)',
      switchOption,
    )
  return withEntraFlags(withJumpCloudApiFlags(withTrafficFlags(command)))
    .addHelpText(
      'after',
      '\nExamples:\n  scim-rehearsal serve jumpcloud-api jumpcloud-scim --port 4010 --token my-api-key\n  scim-rehearsal serve scim-server --profile rfc7644 --fault latency:250@0.1 --recorder\n  scim-rehearsal serve scim-server --host 0.0.0.0 --token-file token.txt\n  scim-rehearsal serve entra --users 200 --ca-out ca.pem --token "$GRAPH_TOKEN" --state tenant.db\n',
    )
    .action(serve)
}

async function serve(names: readonly string[], flags: ServeFlags): Promise<void> {
  const wanted = names.map(oneOf('serve', NAMES))
  assertConcerned(flags, wanted)
  const token = demandedToken(flags, process.env)
  const settings = { ...trafficSettings(flags), token, host: hostOf(flags, token) }
  if (flags.db !== undefined) {
    preparePrivateFile('--db', flags.db)
    reportLoss('--db', flags.db)
  }
  const workers = workersOf(flags, wanted)
  const running: Server[] = []
  // A program that reads the first line may send the signal at once.
  const stopped = stopSignal()
  let apiUrl = flags.apiUrl === undefined ? undefined : absoluteUrl('--api-url', flags.apiUrl).href
  const pool = workers === undefined ? undefined : await startPool(workers)
  try {
    for (const name of [...wanted].sort((a, b) => NAMES.indexOf(a) - NAMES.indexOf(b))) {
      const port = flags.port === undefined || flags.port === 0 ? 0 : flags.port + running.length
      const server = await start(name, flags, apiUrl, { ...settings, port }, pool)
      if (name === 'jumpcloud-api') apiUrl ??= server.url
      running.push(server)
      process.stdout.write(`${name} ${server.url}\n`)
    }
    await Promise.race(pool === undefined ? [stopped] : [stopped, pool.ended])
  } catch (error) {
    if (!(error instanceof WorkerEnded)) throw error
    process.stderr.write(`${error.message}; the servers are stopped, acknowledged writes are in the file of --db\n`)
    process.exitCode = EXIT.harness
  } finally {
    await pool?.close()
    for (const server of running.reverse()) await server.close()
  }
}

/** Throws UsageError for a flag of a server that is not served. */
function assertConcerned(flags: ServeFlags, wanted: readonly (typeof NAMES)[number][]): void {
  const concerns = (flag: string, server: (typeof NAMES)[number]): void => {
    if (!wanted.includes(server))
      throw new UsageError(`${flag} is an option of ${server}, which this command does not serve`)
  }
  for (const one of flags.deviate) {
    const server = concernsFront(one) ? 'jumpcloud-scim' : 'scim-server'
    if (!wanted.includes(server))
      throw new UsageError(`--deviate ${one} is a deviation of ${server}, which this command does not serve`)
  }
  const flag = givenJumpCloudApiFlag(flags)
  if (flag !== undefined) concerns(flag, 'jumpcloud-api')
  const entraFlag = givenEntraFlag(flags)
  if (entraFlag !== undefined) concerns(entraFlag, 'entra')
  if (flags.profile !== undefined) concerns('--profile', 'scim-server')
  const { api = {}, front = {}, entra = {} } = flags.switch ?? {}
  for (const name of Object.keys(api)) concerns(`--switch ${name}`, 'jumpcloud-api')
  for (const name of Object.keys(front)) concerns(`--switch ${name}`, 'jumpcloud-scim')
  for (const name of Object.keys(entra)) concerns(`--switch entra.${name}`, 'entra')
}

async function start(
  name: (typeof NAMES)[number],
  flags: ServeFlags,
  apiUrl: string | undefined,
  settings: ServerSettings,
  pool: WorkerPool | undefined,
): Promise<Server> {
  const { token, ...place } = settings
  try {
    switch (name) {
      case 'jumpcloud-api':
        return pool === undefined || flags.db === undefined
          ? await startJumpCloudApi(flags, flags.switch?.api ?? {}, settings)
          : await startPooledApi(pool, { ...flags, db: flags.db }, flags.switch?.api ?? {}, settings)
      case 'entra':
        return await startEntra(flags, flags.switch?.entra ?? {}, settings)
      case 'jumpcloud-scim': {
        if (apiUrl === undefined)
          throw new UsageError('jumpcloud-scim needs an API to write to: also serve jumpcloud-api, or give --api-url')
        return await listenJumpCloudScim({
          ...place,
          apiUrl,
          hasCredentials: token !== undefined,
          switches: flags.switch?.front ?? {},
          deviation: flags.deviate.filter(concernsFront),
        })
      }
      case 'scim-server': {
        const { strict = false, db, profile } = flags
        const behaviour: ScimBehaviour = {
          strict,
          deviate: flags.deviate.filter((one) => !concernsFront(one)),
          ...(token === undefined ? {} : { token }),
          ...(profile === undefined ? {} : { profile: profile.name }),
        }
        if (pool !== undefined && db !== undefined) return await startPooledScim(pool, db, behaviour, settings)
        return await listenScimServer({
          ...place,
          ...scimOptions(behaviour),
          ...(db === undefined ? {} : { store: openStore(db) }),
        })
      }
    }
  } catch (error) {
    throw explained(error, settings)
  }
}

/** Converts an error of listening to a UsageError if the caller caused it. */
function explained(error: unknown, { port, host }: ServerSettings): unknown {
  const instead = 'choose another with --port, or 0 for a free one'
  const fault = listenFault(error, { host: `--host ${host}`, port, instead })
  return fault === undefined ? error : new UsageError(fault)
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const) process.once(signal, () => resolve())
  })
}

function profileOption(value: string): ScimServerProfile {
  const name = oneOf('--profile', profileNames)(value)
  return scimServerProfile(name)
}

const concernsFront = (deviation: string): boolean => findJumpCloudDeviation(deviation) !== undefined

function deviationName(value: string, before: readonly string[]): string[] {
  if ((findJumpCloudDeviation(value) ?? findDeviation(value)) !== undefined) return [...before, value]
  const names = [...deviations, ...jumpCloudDeviations].map(({ name }) => name)
  const near = nearest(value, names)
  throw new UsageError(
    `--deviate takes the name of a deviation, not ${JSON.stringify(value)}; ${near === undefined ? '' : `did you mean ${near}? `}\`scim-rehearsal list deviations\` lists all`,
  )
}
