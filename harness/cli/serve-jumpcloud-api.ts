import type { Command } from 'commander'
import {
  createJumpCloudApi,
  type FaultRule,
  InvalidFault,
  InvalidSwitch,
  type JumpCloudApiOptions,
  type ListeningJumpCloudApi,
  parseFault,
  parseRateLimit,
  parseSwitch,
  type RateLimit,
  ROLES,
  type Role,
  type Switches,
  UnusableDatabase,
} from '../../mocks/jumpcloud-api/index.ts'
import { oneOf, wholeNumber } from './parse-option.ts'
import { UsageError } from './usage-error.ts'

/** Flags of `serve` that concern the mock JumpCloud API alone. */
export interface JumpCloudApiFlags {
  readonly seedUsers?: number
  readonly role?: Role
  readonly newUserState?: 'ACTIVATED' | 'STAGED'
  readonly fault?: readonly FaultRule[]
  readonly faultSeed?: number
  readonly rateLimit?: RateLimit
  readonly recorder?: boolean
  readonly switch?: Partial<Switches>
}

const MAX_SEED_USERS = 10_000_000
const OWN = ['seedUsers', 'role', 'newUserState', 'fault', 'faultSeed', 'rateLimit', 'recorder', 'switch'] as const

/** Adds the flags to the command. */
export function withJumpCloudApiFlags(command: Command): Command {
  return command
    .optionsGroup('Options of jumpcloud-api:')
    .option(
      '--seed-users <number>',
      'people who are there from the start',
      wholeNumber('--seed-users', 0, MAX_SEED_USERS),
    )
    .option('--role <name>', 'role of the administrator whose key is --token', oneOf('--role', ROLES))
    .option('--new-user-state <state>', 'of new users', oneOf('--new-user-state', ['ACTIVATED', 'STAGED']))
    .option(
      '--fault <rule>',
      'answer calls so on purpose: 503, reset@0.1, latency:250, "POST /api/systemusers*=429@0.5"; repeats',
      (text: string, before: readonly FaultRule[] = []) => [...before, readAs('--fault', parseFault, text)],
    )
    .option('--fault-seed <number>', 'strikes the same calls again', wholeNumber('--fault-seed', 0))
    .option(
      '--rate-limit <n/time>',
      'requests of a key at most, such as 100/m; the next are answered 429',
      (text: string) => readAs('--rate-limit', parseRateLimit, text),
    )
    .option('--recorder', 'serve what was called at /__recorder, to clients on this machine')
    .option(
      '--switch <name=value>',
      'decide what the documentation leaves open, such as duplicateStatus=409; repeats',
      (text: string, before: Partial<Switches> = {}) => ({ ...before, ...readAs('--switch', parseSwitch, text) }),
    )
}

/** The first of the flags that was given, as it is typed; undefined where none was. */
export function givenJumpCloudApiFlag(flags: JumpCloudApiFlags): string | undefined {
  const name = OWN.find((one) => flags[one] !== undefined)
  return name === undefined ? undefined : `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** Starts the mock. Throws UsageError where the database file cannot be used. */
export async function startJumpCloudApi(
  flags: JumpCloudApiFlags & { readonly token?: string; readonly db?: string },
  port: number,
): Promise<ListeningJumpCloudApi> {
  const api = created(optionsOf(flags))
  try {
    return await api.listen({ port })
  } catch (error) {
    api.store.close()
    throw error
  }
}

function created(options: JumpCloudApiOptions): ReturnType<typeof createJumpCloudApi> {
  try {
    return createJumpCloudApi(options)
  } catch (error) {
    if (error instanceof UnusableDatabase) throw new UsageError(`--db: ${error.message}`)
    throw error
  }
}

function optionsOf(flags: JumpCloudApiFlags & { readonly token?: string; readonly db?: string }): JumpCloudApiOptions {
  const { token, db, seedUsers, role, newUserState, fault, faultSeed, rateLimit, recorder } = flags
  const apiKey = token ?? DEFAULT_TOKEN
  return {
    ...(role === undefined ? { apiKey } : { admins: [{ email: 'admin@jumpcloud.example', apiKey, role }] }),
    ...(db === undefined ? {} : { db }),
    ...(seedUsers === undefined ? {} : { seedUsers }),
    ...(newUserState === undefined ? {} : { newUserState }),
    ...(fault === undefined ? {} : { faults: fault }),
    ...(faultSeed === undefined ? {} : { faultSeed }),
    ...(rateLimit === undefined ? {} : { rateLimit }),
    ...(recorder === true ? { exposeRecorder: true } : { recordedCalls: 0 }),
    ...(flags.switch === undefined ? {} : { switches: flags.switch }),
  }
}

/** The key where none is given. */
const DEFAULT_TOKEN = 'jca_rehearsal_key_of_the_mock_admin_0001'

function readAs<Value>(flag: string, parse: (text: string) => Value, text: string): Value {
  try {
    return parse(text)
  } catch (error) {
    if (error instanceof InvalidFault || error instanceof InvalidSwitch)
      throw new UsageError(`${flag}: ${error.message}`)
    throw error
  }
}
