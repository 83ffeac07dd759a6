import { type Dialect, parseTenantUrl } from '../../mocks/entra/index.ts'
import { headerFault } from '../../mocks/transport/index.ts'
import type { RunEnvironment } from '../environment/environment.ts'
import { ExpectedError, processSecrets } from '../process/index.ts'
import type { Address } from './address.ts'
import { connectionOf } from './connection-of.ts'
import { credentialsOf } from './credentials.ts'
import { type RunningFederation, startFederation } from './federation.ts'
import { type LazyDownstream, lazyDownstream } from './lazy-downstream.ts'
import { secretsOfTarget } from './secrets-of-target.ts'
import { freePort, spawnTarget } from './spawn.ts'
import type { Downstream } from './start-downstream.ts'
import type { FederationOptions, TargetChoice, TargetOptions } from './target-options.ts'

/** The mock JumpCloud API to which the target writes, or the one to which read-backs are projected, which starts on demand. */
type ObservedDownstream =
  | { readonly observe: 'jumpcloud'; readonly downstream: Downstream }
  | { readonly observe: 'scim'; readonly downstream: () => Promise<Downstream> }

/** A reachable target, and everything that must end with the run. */
export type PreparedTarget = AsyncDisposable &
  ObservedDownstream & {
    readonly address: Address
    readonly dialect: Dialect
  }

const START_TIMEOUT = 30_000

/**
 * Connects to, starts or embeds the target, with a mock JumpCloud API behind it. Throws InvalidTarget, or
 * UntestableTarget if a command does not start.
 */
export async function prepareTarget(options: TargetChoice, environment: RunEnvironment): Promise<PreparedTarget> {
  const downstream = lazyDownstream(environment)
  try {
    return options.target === undefined
      ? await embed(options, downstream)
      : await reach(options.target, options, downstream, environment)
  } catch (error) {
    await downstream.close()
    throw error
  }
}

async function embed(options: TargetChoice, downstream: LazyDownstream): Promise<PreparedTarget> {
  const { listenJumpCloudScim } = await import('../../mocks/jumpcloud-scim/index.ts')
  const { url, apiKey } = await downstream.start()
  const scim = await listenJumpCloudScim({ apiUrl: url })
  return {
    address: bearer(scim.url, apiKey),
    dialect: options.dialect ?? 'legacy',
    ...(await observed(options.observe ?? 'jumpcloud', downstream)),
    [Symbol.asyncDispose]: async () => {
      await scim.close()
      await downstream.close()
    },
  }
}

async function reach(
  target: TargetOptions,
  options: TargetChoice,
  downstream: LazyDownstream,
  environment: RunEnvironment,
): Promise<PreparedTarget> {
  // Only a target that the run starts knows the API.
  const api = target.spawn === undefined ? undefined : await downstream.start()
  const given = [...secretsOfTarget(target), ...(api === undefined ? [] : [api.apiKey])]
  processSecrets.add(...given)
  refuseUnsendable(target)
  const port = target.spawn === undefined ? undefined : await freePort()
  const { baseUrl, dialect } = readTarget(target.url.replaceAll('{port}', String(port ?? '')))
  if (options.observe === 'jumpcloud' && target.spawn === undefined) {
    throw new InvalidTarget(
      '--observe jumpcloud needs a target that writes to the mock JumpCloud API: start it with --spawn, which sets JUMPCLOUD_API_URL and JUMPCLOUD_API_KEY',
    )
  }
  const stack = new AsyncDisposableStack()
  const federation =
    target.federation === undefined ? undefined : stack.use(await startIssuer(target.federation, environment))
  const variables = {
    ...(port === undefined ? {} : { PORT: String(port) }),
    ...federation?.environment,
    ...(target.token === undefined ? {} : { SCIM_TOKEN: target.token }),
    ...(api === undefined ? {} : { JUMPCLOUD_API_URL: api.url, JUMPCLOUD_API_KEY: api.apiKey }),
  }
  try {
    const spawned = await start(target.spawn, baseUrl, variables)
    if (spawned !== undefined) stack.use(spawned)
    const withPort = (url: string): string => url.replaceAll('{port}', String(port ?? ''))
    const credentials = await credentialsOf(target, federation, withPort, stack)
    const { token } = credentials
    processSecrets.add(token)
    const plain: Address = token === undefined ? { baseUrl, headers: {}, secrets: [] } : bearer(baseUrl, token)
    return {
      address: {
        ...plain,
        headers: { ...plain.headers, ...target.headers },
        secrets: [...plain.secrets, ...given],
        ...credentials.means,
        connection: connectionOf(target),
      },
      dialect: options.dialect ?? dialect,
      ...(await observed(options.observe ?? 'scim', downstream)),
      [Symbol.asyncDispose]: async () => {
        await stack.disposeAsync()
        await downstream.close()
      },
    }
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
}

async function observed(
  observe: ObservedDownstream['observe'],
  downstream: LazyDownstream,
): Promise<ObservedDownstream> {
  return observe === 'jumpcloud'
    ? { observe, downstream: await downstream.start() }
    : { observe, downstream: downstream.start }
}

async function startIssuer(options: FederationOptions, { now }: RunEnvironment): Promise<RunningFederation> {
  try {
    return await startFederation(options, now)
  } catch (error) {
    throw new InvalidTarget(
      `the keys of the assertions cannot be served on port ${options.keysPort ?? 0}: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

/** Throws InvalidTarget, without the value, for a token or a header that HTTP cannot transfer. */
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
  return typeof spawn === 'string' ? spawnTarget(spawn, baseUrl, environment, START_TIMEOUT) : spawn(environment)
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

/** Thrown if the options of the target are not valid, which is a mistake of the caller. */
export class InvalidTarget extends ExpectedError {
  override readonly name = 'InvalidTarget'

  constructor(message: string) {
    super(message, 'usage')
  }
}
