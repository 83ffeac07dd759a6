import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import {
  createGraph,
  type GraphFacade,
  type GraphState,
  InvalidGraphState,
  KEY_LENGTH,
} from '../../mocks/entra/graph/index.ts'
import { type EntraSwitches, InvalidJobState, openJobState } from '../../mocks/entra/index.ts'
import { createAuthority, type ListenPlace } from '../../mocks/serving/index.ts'
import { createTransport } from '../../mocks/transport/index.ts'
import { processSecrets } from '../index.ts'
import { givenFlag, repeated, wholeNumber } from './parse-option.ts'
import { PRIVATE_FILE, preparePrivateFile, reportLoss, whyNotWritten } from './private-file.ts'
import { initialTenant, MAX_SEED, MAX_USERS } from './provisioning-flags.ts'
import { clientBehaviour } from './read-fidelity.ts'
import type { ServerSettings } from './serve-jumpcloud-api.ts'
import { UsageError } from './usage-error.ts'
import { withoutSecrets } from './without-secrets.ts'

/** The flags of `serve` that apply only to `entra`. */
export interface EntraFlags {
  readonly users?: number
  readonly groups?: number
  readonly tenant?: string
  readonly seed?: number
  readonly state?: string
  readonly interval?: number
  readonly caOut?: string
  readonly permission?: readonly string[]
  readonly replicationMisses?: number
  readonly fidelity?: string
}

const OWN = [
  'users',
  'groups',
  'tenant',
  'seed',
  'state',
  'interval',
  'caOut',
  'permission',
  'replicationMisses',
  'fidelity',
] as const

const DEFAULT_USERS = 50
const DEFAULT_SEED = 1
/** Milliseconds for one exchange with a server that is provisioned, as Entra waits. */
const TIMEOUT = 60_000

/** Adds the flags to the command. */
export function withEntraFlags(command: Command): Command {
  return command
    .optionsGroup('Options of entra:')
    .option(
      '--users <number>',
      `users of the synthetic tenant (${DEFAULT_USERS})`,
      wholeNumber('--users', 1, MAX_USERS),
    )
    .option('--groups <number>', 'groups of the synthetic tenant (0)', wholeNumber('--groups', 0, 100_000))
    .option('--tenant <file>', 'users from a file instead: CSV or JSON, as Entra, Graph and PowerShell save them')
    .option('--seed <number>', `seed of the synthetic tenant (${DEFAULT_SEED})`, wholeNumber('--seed', 0, MAX_SEED))
    .option(
      '--state <file>',
      'a SQLite file that stores the tenant, applications, jobs and logs; files next to it store the rest',
    )
    .option('--interval <duration>', 'time between cycles, such as 40m or 2s (40m)', intervalOption)
    .option('--ca-out <file>', 'listen with TLS, and write the certificate of the authority to this file')
    .option(
      '--permission <name>',
      'a permission that callers have, such as Synchronization.Read.All; repeatable (all)',
      repeated,
    )
    .option(
      '--replication-misses <number>',
      'number of requests for a new object that first get 404 (0)',
      wholeNumber('--replication-misses', 0, 100),
    )
    .option(
      '--fidelity <file>',
      'behave as the client of a recording: the file that `compare --write` wrote; switches override it',
    )
}

/** Returns the first of the flags that was given, as typed; undefined if none was. */
export function givenEntraFlag(flags: EntraFlags): string | undefined {
  return givenFlag(flags, OWN)
}

/** Starts the façade. Throws UsageError for files that cannot be used. */
export async function startEntra(
  flags: EntraFlags,
  switches: Partial<EntraSwitches>,
  { port, host, token, ...traffic }: ServerSettings,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const pool = createTransport({ timeout: TIMEOUT })
  try {
    const graph = createEntra(flags, {
      ...traffic,
      ...clientBehaviour({ fidelity: flags.fidelity, switch: switches }),
      transport: pool.send,
      ...(token === undefined ? {} : { token }),
    })
    const tls = flags.caOut === undefined ? undefined : certificateOf(host, flags.caOut)
    try {
      const listening = await graph.listen({ port, host, ...(tls === undefined ? {} : { tls }) })
      return {
        // Clients verify certificates against a host name, so the URL has one in place of the IP address.
        url: `${tls === undefined ? listening.url : listening.url.replace('//127.0.0.1:', '//localhost:')}/v1.0`,
        close: async () => {
          await listening.close()
          await pool.close()
        },
      }
    } catch (error) {
      await graph.close()
      throw error
    }
  } catch (error) {
    await pool.close()
    throw error
  }
}

/** The components of a façade other than its flags. */
type EntraMeans = Pick<
  Parameters<typeof createGraph>[0],
  | 'transport'
  | 'token'
  | 'switches'
  | 'dialect'
  | 'activeAsText'
  | 'faults'
  | 'faultSeed'
  | 'rateLimit'
  | 'exposeRecorder'
>

/** Creates the façade with the flags' settings. Throws UsageError for files that cannot be used. */
export function createEntra(flags: EntraFlags, means: EntraMeans): GraphFacade {
  const {
    users = DEFAULT_USERS,
    groups = 0,
    tenant,
    seed = DEFAULT_SEED,
    interval,
    permission,
    replicationMisses,
  } = flags
  const initial = initialTenant({ users, groups, ...(tenant === undefined ? {} : { tenant }) }, seed)
  const state = flags.state === undefined ? undefined : stateOf(flags.state)
  try {
    return createGraph({
      ...initial,
      ...means,
      vault: processSecrets,
      ...(state === undefined ? {} : { state }),
      ...(interval === undefined ? {} : { interval }),
      ...(permission === undefined ? {} : { permissions: permission }),
      ...(replicationMisses === undefined ? {} : { replicationMisses }),
      onFault: reportFault,
    })
  } catch (error) {
    if (error instanceof InvalidGraphState || error instanceof InvalidJobState)
      throw new UsageError(`--state: ${error.message}`)
    throw error
  }
}

/** Prints an internal error of a mock, without secrets. */
export function reportFault(error: unknown): void {
  process.stderr.write(`internal error in scim-rehearsal, please report it: ${processSecrets.mask(faultText(error))}\n`)
}

const faultText = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))

/** Opens the files of a state; beside it are the key of the secrets and the engine's state of each job. */
function stateOf(file: string): GraphState {
  preparePrivateFile('--state', file)
  reportLoss('--state', file)
  const fileOf = (servicePrincipalId: string): string => `${file}.${servicePrincipalId}`
  return {
    file,
    key: keyOf(`${file}.key`),
    jobs: {
      open: (servicePrincipalId) => {
        preparePrivateFile('--state', fileOf(servicePrincipalId))
        return withoutSecrets(openJobState(fileOf(servicePrincipalId)))
      },
      remove: (servicePrincipalId) => {
        for (const end of ['', '-wal', '-shm']) rmSync(`${fileOf(servicePrincipalId)}${end}`, { force: true })
      },
    },
  }
}

/** Returns the stored key, or a new one. Throws UsageError. */
function keyOf(file: string): Uint8Array {
  try {
    if (existsSync(file)) {
      const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64')
      if (key.length === KEY_LENGTH) return key
      throw new Error('it is not a key')
    }
    const key = randomBytes(KEY_LENGTH)
    writeFileSync(file, `${key.toString('base64')}\n`, { mode: PRIVATE_FILE, flag: 'wx' })
    return key
  } catch (error) {
    throw new UsageError(`--state: the key ${file} cannot be used: ${whyNotWritten(error)}`)
  }
}

/**
 * Creates a certificate for this machine, by an authority whose own certificate is written to a file. Throws
 * UsageError.
 */
function certificateOf(host: string, file: string): NonNullable<ListenPlace['tls']> {
  const authority = createAuthority('scim-rehearsal', new Date())
  try {
    writeFileSync(file, authority.certificate)
  } catch (error) {
    throw new UsageError(`--ca-out ${file} cannot be written: ${whyNotWritten(error)}`)
  }
  const names = ['localhost', '127.0.0.1', '::1', host.replace(/^\[(.*)\]$/, '$1')]
  return authority.issue([...new Set(names)])
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

function intervalOption(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,6})(ms|s|m|h)$/.exec(text) ?? []
  const interval = Number(count) * (UNITS[unit] ?? 0)
  if (interval >= 100) return interval
  throw new UsageError(`--interval takes a duration of at least 100ms, such as 40m or 2s, not ${JSON.stringify(text)}`)
}
