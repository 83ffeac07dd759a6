import { randomInt } from 'node:crypto'
import type { Command } from 'commander'
import {
  type Dialect,
  type ImportedPeople,
  InvalidTenantFile,
  importPeople,
  listSource,
  type PeopleSource,
  parseTenantUrl,
  syntheticGroups,
  syntheticSource,
  Tenant,
} from '../../mocks/entra/index.ts'
import { listenScimServer } from '../../mocks/scim-server/index.ts'
import { freePort, spawnTarget } from '../index.ts'
import { oneOf, parseHeader, parseRate, repeated, wholeNumber } from './parse-option.ts'
import { readText } from './read-schema.ts'
import { UsageError } from './usage-error.ts'

/** Options that `provision` and `on-demand` share. */
export interface ProvisioningFlags {
  readonly target?: string
  readonly token?: string
  readonly header: readonly string[]
  readonly spawn?: string
  readonly schema: string
  readonly seed?: number
  readonly rate?: number
  readonly timeout: number
  readonly users: number
  readonly groups: number
  readonly tenant?: string
  readonly scope: 'assigned' | 'all'
  readonly json?: boolean
}

const MAX_SEED = 2 ** 31
const MAX_USERS = 10_000_000
const START_PATIENCE = 30_000

/** Adds the shared options to a command. */
export function provisioningOptions(command: Command): Command {
  return command
    .option('--target <url>', "SCIM base URL, as typed into Entra's Tenant URL (the embedded reference server)")
    .option('--token <token>', 'secret token, sent as Bearer (or SCIM_TOKEN in the environment)')
    .option('--header <line>', "another header, 'name: value'; repeats", repeated, [])
    .option('--spawn <command>', 'start the target with this command; {port} in --target is replaced')
    .option('--schema <file>', 'attribute mappings: a Graph synchronizationSchema, default or jumpcloud', 'default')
    .option('--users <number>', 'people of the synthetic tenant', wholeNumber('--users', 1, MAX_USERS), 50)
    .option('--groups <number>', 'groups of the synthetic tenant', wholeNumber('--groups', 0, 100_000), 0)
    .option('--tenant <file>', "people from a file instead: Entra's download CSV or Graph /users JSON")
    .option('--scope <name>', 'assigned or all', oneOf('--scope', ['assigned', 'all']), 'assigned')
    .option('--seed <number>', 'the same tenant again', wholeNumber('--seed', 0, MAX_SEED))
    .option('--rate <n/s>', 'requests per second at most', parseRate)
    .option('--timeout <ms>', 'for one exchange', wholeNumber('--timeout', 1), 30_000)
    .option('--json', 'one provisioning log entry a line, a summary last')
}

/** The seed that was given, or a new one. */
export const seedOf = ({ seed }: ProvisioningFlags): number => seed ?? randomInt(MAX_SEED)

/** Where the client speaks, and how. */
export interface ProvisioningTarget extends AsyncDisposable {
  readonly baseUrl: string
  readonly dialect: Dialect
  readonly headers: Readonly<Record<string, string>>
}

/** Reaches, starts or embeds the target. Throws UsageError, or UntestableTarget where a command does not start. */
export async function provisioningTarget(flags: ProvisioningFlags): Promise<ProvisioningTarget> {
  const token = flags.token ?? process.env['SCIM_TOKEN']
  const headers = {
    ...(token === undefined || token === '' ? {} : { authorization: `Bearer ${token}` }),
    ...Object.fromEntries(flags.header.map(parseHeader)),
  }
  if (flags.target === undefined) {
    if (flags.spawn !== undefined)
      throw new UsageError(
        '--spawn needs --target, the URL at which the command will answer, such as http://127.0.0.1:{port}/scim/v2',
      )
    const server = await listenScimServer(token === undefined ? {} : { token })
    return { baseUrl: server.url, dialect: 'legacy', headers, [Symbol.asyncDispose]: () => server.close() }
  }
  const port = flags.spawn === undefined ? undefined : await freePort()
  const { baseUrl, dialect } = tenantUrl(flags.target.replaceAll('{port}', String(port ?? '')))
  if (flags.spawn === undefined) return { baseUrl, dialect, headers, [Symbol.asyncDispose]: () => Promise.resolve() }
  const environment = { PORT: String(port), ...(token === undefined ? {} : { SCIM_TOKEN: token }) }
  const spawned = await spawnTarget(flags.spawn, baseUrl, environment, START_PATIENCE)
  return { baseUrl, dialect, headers, [Symbol.asyncDispose]: () => spawned.stop() }
}

function tenantUrl(url: string): ReturnType<typeof parseTenantUrl> {
  try {
    return parseTenantUrl(url)
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** The tenant that the flags ask for, with people who may join it later. Throws UsageError. */
export function tenantOf(flags: ProvisioningFlags, seed: number): { tenant: Tenant; applicants: PeopleSource } {
  const applicants = syntheticSource({ seed: (seed + 1) % MAX_SEED, count: 100_000, prefix: 'new.' })
  if (flags.tenant === undefined) {
    const people = syntheticSource({ seed, count: flags.users })
    return { tenant: new Tenant({ people, groups: syntheticGroups(people, flags.groups) }), applicants }
  }
  const { people, disabled, managers } = imported(flags.tenant)
  const source = listSource(people, managers)
  const tenant = new Tenant({ people: source, groups: syntheticGroups(source, flags.groups) })
  for (const objectId of disabled) tenant.setAccountEnabled(objectId, false)
  return { tenant, applicants }
}

function imported(file: string): ImportedPeople {
  try {
    return importPeople(readText(file))
  } catch (error) {
    if (error instanceof InvalidTenantFile) throw new UsageError(`--tenant ${file}: ${error.message}`)
    throw error
  }
}
