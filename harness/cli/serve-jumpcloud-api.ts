import type { Command } from 'commander'
import {
  createJumpCloudApi,
  DEFAULT_KEY,
  type JumpCloudApiOptions,
  type ListeningJumpCloudApi,
  ROLES,
  type Role,
  type Switches,
  UnusableDatabase,
} from '../../mocks/jumpcloud-api/index.ts'
import { givenFlag, oneOf, wholeNumber } from './parse-option.ts'
import type { TrafficSettings } from './serve-traffic.ts'
import { UsageError } from './usage-error.ts'

/** The flags of `serve` that apply only to the mock JumpCloud API. */
export interface JumpCloudApiFlags {
  readonly seedUsers?: number
  readonly role?: Role
  readonly newUserState?: 'ACTIVATED' | 'STAGED'
  readonly db?: string
}

const MAX_SEED_USERS = 10_000_000
const OWN = ['seedUsers', 'role', 'newUserState'] as const

/** Adds the flags to the command. */
export function withJumpCloudApiFlags(command: Command): Command {
  return command
    .optionsGroup('Options of jumpcloud-api:')
    .option('--seed-users <number>', 'number of users at the start', wholeNumber('--seed-users', 0, MAX_SEED_USERS))
    .option('--role <name>', 'role of the administrator whose key is --token', oneOf('--role', ROLES))
    .option('--new-user-state <state>', 'state of new users', oneOf('--new-user-state', ['ACTIVATED', 'STAGED']))
}

/** Returns the first of the flags that was given, as typed; undefined if none was. */
export function givenJumpCloudApiFlag(flags: JumpCloudApiFlags): string | undefined {
  return givenFlag(flags, OWN)
}

/** The settings of a server of `serve`. */
export interface ServerSettings extends TrafficSettings {
  readonly port: number
  readonly host: string
  readonly token: string | undefined
}

/** Starts the mock. Throws UsageError if the database file cannot be used. */
export async function startJumpCloudApi(
  flags: JumpCloudApiFlags,
  switches: Partial<Switches>,
  { port, host, ...settings }: ServerSettings,
): Promise<ListeningJumpCloudApi> {
  const options = jumpCloudOptions(flags, switches, settings)
  const api = usableDatabase(() => createJumpCloudApi(options))
  try {
    return await api.listen({ port, host })
  } catch (error) {
    api.store.close()
    throw error
  }
}

/** Opens a database. Throws UsageError if it cannot be used. */
export function usableDatabase<Opened>(open: () => Opened): Opened {
  try {
    return open()
  } catch (error) {
    if (error instanceof UnusableDatabase) throw new UsageError(`--db: ${error.message}`)
    throw error
  }
}

/** Returns the options of the mock that the flags define. */
export function jumpCloudOptions(
  { db, seedUsers, role, newUserState }: JumpCloudApiFlags,
  switches: Partial<Switches>,
  { token: apiKey, exposeRecorder, ...traffic }: Omit<ServerSettings, 'port' | 'host'>,
): JumpCloudApiOptions {
  const key = apiKey === undefined ? {} : { apiKey }
  return {
    ...traffic,
    ...(role === undefined
      ? key
      : { admins: [{ email: 'admin@jumpcloud.example', apiKey: apiKey ?? DEFAULT_KEY, role }] }),
    ...(db === undefined ? {} : { db }),
    ...(seedUsers === undefined ? {} : { seedUsers }),
    ...(newUserState === undefined ? {} : { newUserState }),
    ...(exposeRecorder ? { exposeRecorder } : { recordedCalls: 0 }),
    switches,
  }
}
