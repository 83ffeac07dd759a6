import { randomInt } from 'node:crypto'
import type { Command } from 'commander'
import {
  clientCredentials,
  type Dialect,
  type EntraSwitches,
  entraTokenIssuer,
  InvalidEntraSwitch,
  listSource,
  NON_GALLERY_AUDIENCE,
  parseEntraSwitch,
  parseTenantUrl,
  syntheticGroups,
  syntheticSource,
  TENANT_ID,
  Tenant,
  type TenantGroup,
  type UserSource,
} from '../../mocks/entra/index.ts'
import type { Transport } from '../../mocks/transport/index.ts'
import {
  type FederationOptions,
  freePort,
  processSecrets,
  secretsOfHeaders,
  spawnTarget,
  startFederation,
} from '../index.ts'
import { federationNote, type OAuthFlags, oauthOptions, tokenSourceOf } from './oauth-flags.ts'
import { oneOf, parseHeader, parseRate, repeated, wholeNumber } from './parse-option.ts'
import { type TokenFlags, tokenFileOption, tokenOf } from './read-secret.ts'
import { readUsers } from './tenant-file.ts'
import { UsageError } from './usage-error.ts'

/** Options that `provision` and `on-demand` share. */
export interface ProvisioningFlags extends OAuthFlags, TokenFlags {
  readonly target?: string
  readonly header: readonly string[]
  readonly spawn?: string
  readonly schema: string
  readonly seed?: number
  readonly rate?: number
  readonly fault?: readonly string[]
  readonly timeout: number
  readonly users: number
  readonly groups: number
  readonly tenant?: string
  readonly scope: 'assigned' | 'all'
  readonly entraToken?: boolean
  readonly switch?: Partial<EntraSwitches>
  readonly fidelity?: string
  readonly json?: boolean
}

export const MAX_SEED: number = 2 ** 31
export const MAX_USERS: number = 10_000_000
const START_PATIENCE = 30_000

/** Adds the shared options to a command. */
export function provisioningOptions(command: Command): Command {
  return tokenFileOption(oauthOptions(command))
    .option('--target <url>', "SCIM base URL, as entered in Entra's Tenant URL (the embedded reference server)")
    .option('--token <token>', 'secret token, sent as Bearer (or SCIM_TOKEN in the environment)')
    .option('--header <line>', "another header, 'name: value'; repeatable", repeated, [])
    .option('--spawn <command>', 'start the target with this command; {port} in --target is replaced')
    .option('--schema <file>', 'attribute mappings: a Graph synchronizationSchema, default or jumpcloud', 'default')
    .option('--users <number>', 'users of the synthetic tenant', wholeNumber('--users', 1, MAX_USERS), 50)
    .option('--groups <number>', 'groups of the synthetic tenant', wholeNumber('--groups', 0, 100_000), 0)
    .option('--tenant <file>', 'users from a file instead: CSV or JSON, as Entra, Graph and PowerShell save them')
    .option('--entra-token', 'a token that Entra issues (blank secret token); its keys are served at a printed URL')
    .option('--scope <name>', 'assigned or all', oneOf('--scope', ['assigned', 'all']), 'assigned')
    .option('--seed <number>', 'seed of the tenant', wholeNumber('--seed', 0, MAX_SEED))
    .option('--rate <n/s>', 'maximum number of requests per second', parseRate)
    .option(
      '--fault <rule>',
      'inject a fault into requests, such as 503@0.1, reset@0.05 or lost-answer@0.05; repeatable',
      repeated,
      [],
    )
    .option('--timeout <ms>', 'milliseconds for one request and its response', wholeNumber('--timeout', 1), 60_000)
    .option(
      '--switch <name=value>',
      'choose a behaviour that the documentation does not define, such as retryAfter=fails; repeatable (docs/fidelity.md lists them)',
      (text: string, before: Partial<EntraSwitches> = {}) => ({ ...before, ...readSwitch(text) }),
    )
    .option(
      '--fidelity <file>',
      'send requests like the client of a recording: the file that `compare --write` wrote; other flags override it',
    )
    .option('--json', 'one provisioning log entry per line, and a summary at the end')
}

function readSwitch(text: string): Partial<EntraSwitches> {
  try {
    return parseEntraSwitch(text)
  } catch (error) {
    if (error instanceof InvalidEntraSwitch) throw new UsageError(`--switch: ${error.message}`)
    throw error
  }
}

/** Returns the given seed, or a new one. */
export const seedOf = ({ seed }: ProvisioningFlags): number => seed ?? randomInt(MAX_SEED)

/** The options that select a target. */
export type ProvisioningTargetFlags = Pick<ProvisioningFlags, 'target' | 'header' | 'spawn' | 'entraToken' | 'switch'> &
  OAuthFlags &
  TokenFlags

/** The target of the client, and the transport to it. */
export interface ProvisioningTarget extends AsyncDisposable {
  readonly baseUrl: string
  readonly dialect: Dialect
  readonly authorization: () => Promise<Readonly<Record<string, string>>>
  /** A message for the user, such as where keys are served. */
  readonly note?: string
}

/** Connects to, starts or embeds the target. Throws UsageError, or UntestableTarget if a command does not start. */
export async function provisioningTarget(flags: ProvisioningTargetFlags, send: Transport): Promise<ProvisioningTarget> {
  const stack = new AsyncDisposableStack()
  const token = tokenOf(flags)
  const port = flags.spawn === undefined ? undefined : await freePort()
  const withPort = (url: string): string => url.replaceAll('{port}', String(port ?? ''))
  const credentials = await credentialsOf(flags, token, { send, stack, withPort })
  const headers = Object.fromEntries(flags.header.map(parseHeader))
  const common = {
    authorization: async () => {
      const sent = { ...(await credentials.authorization()), ...headers }
      processSecrets.add(...secretsOfHeaders(sent))
      return sent
    },
    ...(credentials.note === undefined ? {} : { note: credentials.note }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
  if (flags.target === undefined) {
    if (flags.spawn !== undefined)
      throw new UsageError(
        '--spawn needs --target, the URL at which the command will answer, such as http://127.0.0.1:{port}/scim/v2',
      )
    const { listenScimServer } = await import('../../mocks/scim-server/index.ts')
    const server = stack.use(await listenScimServer(token === undefined ? {} : { token }))
    return { ...common, baseUrl: server.url, dialect: 'legacy' }
  }
  const { baseUrl, dialect } = tenantUrl(withPort(flags.target))
  if (flags.spawn !== undefined) {
    const environment = {
      PORT: String(port),
      ...(token === undefined ? {} : { SCIM_TOKEN: token }),
      ...credentials.environment,
    }
    stack.use(await spawnTarget(flags.spawn, baseUrl, environment, START_PATIENCE))
  }
  return { ...common, baseUrl, dialect }
}

interface Credentials {
  readonly authorization: () => Promise<Readonly<Record<string, string>>>
  readonly environment: Readonly<Record<string, string>>
  readonly note?: string
}

async function credentialsOf(
  flags: ProvisioningTargetFlags,
  token: string | undefined,
  { send, stack, withPort }: Omit<FederationMeans, 'now'>,
): Promise<Credentials> {
  const now = (): Date => new Date()
  if (flags.entraToken === true) {
    const issuer = stack.use(await entraTokenIssuer({ tenantId: TENANT_ID, now }))
    return {
      authorization: () => issuer.authorization(),
      environment: {
        ENTRA_ISSUER: issuer.issuer,
        ENTRA_JWKS_URL: issuer.jwksUrl,
        ENTRA_AUDIENCE: NON_GALLERY_AUDIENCE,
      },
      note: `tokens are issued by ${issuer.issuer} for ${NON_GALLERY_AUDIENCE}; their keys: ${issuer.jwksUrl}`,
    }
  }
  const { oauth, federation } = tokenSourceOf(flags)
  if (oauth !== undefined) {
    const { oauthSecret } = flags.switch ?? {}
    const request = {
      ...oauth,
      tokenUrl: withPort(oauth.tokenUrl),
      ...(oauthSecret === undefined ? {} : { secretLocation: oauthSecret }),
    }
    return { authorization: clientCredentials({ ...request, transport: send, now }), environment: {} }
  }
  if (federation !== undefined) return federatedCredentials(federation, flags, { send, now, stack, withPort })
  const headers = token === undefined || token === '' ? {} : { authorization: `Bearer ${token}` }
  return { authorization: () => Promise.resolve(headers), environment: {} }
}

interface FederationMeans {
  readonly send: Transport
  readonly now: () => Date
  readonly stack: AsyncDisposableStack
  readonly withPort: (url: string) => string
}

async function federatedCredentials(
  federation: FederationOptions,
  flags: ProvisioningTargetFlags,
  { send, now, stack, withPort }: FederationMeans,
): Promise<Credentials> {
  const { tokenUrl, clientId } = federation
  const { assertionAudience } = flags.switch ?? {}
  const registered = { ...federation, ...(assertionAudience === undefined ? {} : { audience: assertionAudience }) }
  const issuer = stack.use(await startFederation(registered, now))
  const request = { tokenUrl: withPort(tokenUrl), clientId, assertion: () => issuer.assertion() }
  return {
    authorization: clientCredentials({ ...request, transport: send, now }),
    environment: issuer.environment,
    note: federationNote(registered),
  }
}

function tenantUrl(url: string): ReturnType<typeof parseTenantUrl> {
  try {
    return parseTenantUrl(url)
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** Creates the tenant that the flags define, with users that may join it later. Throws UsageError. */
export function tenantOf(flags: TenantFlags, seed: number): { tenant: Tenant; applicants: UserSource } {
  const applicants = syntheticSource({ seed: (seed + 1) % MAX_SEED, count: 100_000, prefix: 'new.' })
  const { source, groups, disabled } = initialTenant(flags, seed)
  const tenant = new Tenant({ source, groups })
  for (const objectId of disabled) tenant.setAccountEnabled(objectId, false)
  return { tenant, applicants }
}

/** The flags that define the initial tenant. */
export type TenantFlags = Pick<ProvisioningFlags, 'users' | 'groups' | 'tenant'>

/**
 * Returns the users and groups with which a tenant begins; `disabled` are the ids of disabled users. Throws
 * UsageError.
 */
export function initialTenant(
  flags: TenantFlags,
  seed: number,
): { readonly source: UserSource; readonly groups: readonly TenantGroup[]; readonly disabled: readonly string[] } {
  if (flags.tenant === undefined) {
    const source = syntheticSource({ seed, count: flags.users })
    return { source, groups: syntheticGroups(source, flags.groups), disabled: [] }
  }
  const { users, disabled, managers } = readUsers(flags.tenant)
  const source = listSource(users, managers)
  return { source, groups: syntheticGroups(source, flags.groups), disabled }
}
