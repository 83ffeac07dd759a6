import { parseTenantUrl, requestToken, type TokenRequest } from '../../mocks/entra/index.ts'
import { listenJumpCloudScim } from '../../mocks/jumpcloud-scim/index.ts'
import { createTransport, headerFault } from '../../mocks/transport/index.ts'
import type { Dialect } from '../check/check.ts'
import { maskText } from '../record/mask.ts'
import { secretsOfCommand, secretsOfHeaders, secretsOfUrl } from '../record/secret-sources.ts'
import { processSecrets } from '../record/secret-vault.ts'
import type { RunEnvironment } from '../run/environment.ts'
import type { RehearsalOptions, TargetOptions } from '../run/options.ts'
import type { Address } from '../run/stage.ts'
import { UntestableTarget } from './connect.ts'
import { type Downstream, raiseDownstream } from './raise-downstream.ts'
import { freePort, spawnTarget } from './spawn.ts'

/** A target that can be spoken to, and what must be ended with the run. */
export interface RaisedTarget extends AsyncDisposable {
  readonly address: Address
  readonly dialect: Dialect
  readonly observe: 'scim' | 'jumpcloud'
  /** The mock JumpCloud API that the target writes to, or that read-backs are projected into. */
  readonly downstream: Downstream
}

const START_PATIENCE = 30_000

/** Reaches, starts or embeds the target, with a mock JumpCloud API behind it. Throws InvalidTarget, or UntestableTarget where a command does not start. */
export async function raiseTarget(options: RehearsalOptions, environment: RunEnvironment): Promise<RaisedTarget> {
  const downstream = await raiseDownstream(environment)
  try {
    return options.target === undefined
      ? await embed(options, downstream)
      : await reach(options.target, options, downstream)
  } catch (error) {
    await downstream.close()
    throw error
  }
}

async function embed(options: RehearsalOptions, downstream: Downstream): Promise<RaisedTarget> {
  const scim = await listenJumpCloudScim({ apiUrl: downstream.url })
  return {
    address: bearer(scim.url, downstream.apiKey),
    dialect: options.dialect ?? 'legacy',
    observe: options.observe ?? 'jumpcloud',
    downstream,
    [Symbol.asyncDispose]: async () => {
      await scim.close()
      await downstream.close()
    },
  }
}

async function reach(target: TargetOptions, options: RehearsalOptions, downstream: Downstream): Promise<RaisedTarget> {
  const given = secretsOf(target, downstream)
  processSecrets.add(...given)
  refuseUnsendable(target)
  const port = target.spawn === undefined ? undefined : await freePort()
  const { baseUrl, dialect } = readTarget(target.url.replaceAll('{port}', String(port ?? '')))
  if (options.observe === 'jumpcloud' && target.spawn === undefined) {
    throw new InvalidTarget(
      '--observe jumpcloud needs a target that writes to the mock JumpCloud API: start it with --spawn, which tells it where',
    )
  }
  const environment = {
    ...(port === undefined ? {} : { PORT: String(port) }),
    ...(target.token === undefined ? {} : { SCIM_TOKEN: target.token }),
    JUMPCLOUD_API_URL: downstream.url,
    JUMPCLOUD_API_KEY: downstream.apiKey,
  }
  const spawned = await start(target.spawn, baseUrl, environment)
  const token = target.oauth === undefined ? target.token : await fetchToken(target.oauth, target.ca)
  processSecrets.add(token)
  const plain: Address = token === undefined ? { baseUrl, headers: {}, secrets: [] } : bearer(baseUrl, token)
  return {
    address: {
      ...plain,
      headers: { ...plain.headers, ...target.headers },
      secrets: [...plain.secrets, ...given],
      ...(target.oauth === undefined ? {} : { oauth: target.oauth }),
      ...(target.ca === undefined ? {} : { ca: target.ca }),
    },
    dialect: options.dialect ?? dialect,
    observe: options.observe ?? 'scim',
    downstream,
    [Symbol.asyncDispose]: async () => {
      await spawned?.[Symbol.asyncDispose]()
      await downstream.close()
    },
  }
}

/** Every secret that the target was given; the token that is fetched comes later. */
function secretsOf({ url, token, headers = {}, oauth, spawn }: TargetOptions, { apiKey }: Downstream): string[] {
  return [
    ...(token === undefined ? [] : [token]),
    apiKey,
    ...secretsOfHeaders(headers),
    ...secretsOfUrl(url),
    ...(oauth === undefined ? [] : [oauth.clientSecret, ...secretsOfUrl(oauth.tokenUrl)]),
    ...(typeof spawn === 'string' ? secretsOfCommand(spawn) : []),
  ]
}

/** Throws InvalidTarget for a token or a header that HTTP cannot carry, without its value. */
function refuseUnsendable({ token = '', headers = {} }: TargetOptions): void {
  const fault = headerFault(token)
  if (fault !== undefined)
    throw new InvalidTarget(`the token cannot be sent in a header: it ${fault}; copy it again, on one line`)
  for (const [name, value] of Object.entries(headers)) {
    const wrong = headerFault(value)
    if (wrong !== undefined) throw new InvalidTarget(`the header ${name} cannot be sent: its value ${wrong}`)
  }
}

async function start(
  spawn: TargetOptions['spawn'],
  baseUrl: string,
  environment: Readonly<Record<string, string>>,
): Promise<AsyncDisposable | undefined> {
  if (spawn === undefined) return undefined
  return typeof spawn === 'string' ? spawnTarget(spawn, baseUrl, environment, START_PATIENCE) : spawn(environment)
}

/** The token of a run, which is shorter than any token lasts. Throws UntestableTarget. */
async function fetchToken(oauth: TokenRequest, ca: string | undefined): Promise<string> {
  await using transport = createTransport(ca === undefined ? {} : { ca })
  const { status, token, error, fault } = await requestToken(oauth, transport.send)
  if (token !== undefined) return token
  const told = fault ?? `it answered ${status}${error === undefined ? '' : ` "${error.slice(0, 100)}"`}`
  // The endpoint may echo the secret.
  const secrets = [oauth.clientSecret, ...secretsOfUrl(oauth.tokenUrl)]
  throw new UntestableTarget(
    maskText(
      `${placeOf(oauth.tokenUrl)} gave no access_token: ${told}; check the URL, the client id and the secret`,
      secrets,
    ),
  )
}

/** A URL without user name, password, query and fragment. */
function placeOf(url: string): string {
  const parsed = URL.parse(url)
  return parsed === null ? '--oauth-token-url' : parsed.origin + parsed.pathname
}

function bearer(baseUrl: string, token: string): Address {
  return { baseUrl, headers: { authorization: `Bearer ${token}` }, secrets: [token] }
}

function readTarget(url: string): ReturnType<typeof parseTenantUrl> {
  try {
    return parseTenantUrl(url)
  } catch (error) {
    throw new InvalidTarget(error instanceof Error ? error.message : String(error))
  }
}

/** What was asked of the target cannot be done: a mistake of the caller. */
export class InvalidTarget extends Error {
  override readonly name = 'InvalidTarget'
}
