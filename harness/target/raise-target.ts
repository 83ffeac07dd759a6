import { parseTenantUrl } from '../../mocks/entra/index.ts'
import { headerFault } from '../../mocks/transport/index.ts'
import type { Dialect } from '../check/check.ts'
import { ExpectedError, processSecrets } from '../process/index.ts'
import type { RunEnvironment } from '../run/environment.ts'
import type { FederationOptions, RehearsalOptions, TargetOptions } from '../run/options.ts'
import type { Address } from '../run/stage.ts'
import { connectionOf } from './connection-of.ts'
import { credentialsOf } from './credentials.ts'
import { type RaisedFederation, raiseFederation } from './federation.ts'
import type { Downstream } from './raise-downstream.ts'
import { secretsOfTarget } from './secrets-of-target.ts'
import { freePort, spawnTarget } from './spawn.ts'

/** A reachable target, and everything that must end with the run. */
export interface RaisedTarget extends AsyncDisposable {
  readonly address: Address
  readonly dialect: Dialect
  readonly observe: 'scim' | 'jumpcloud'
  /** The mock JumpCloud API to which the target writes or read-backs are projected. */
  readonly downstream: Downstream
}

const START_PATIENCE = 30_000

/**
 * Connects to, starts or embeds the target, with a mock JumpCloud API behind it. Throws InvalidTarget, or
 * UntestableTarget if a command does not start.
 */
export async function raiseTarget(options: RehearsalOptions, environment: RunEnvironment): Promise<RaisedTarget> {
  // The module is loaded here, because most commands start no target.
  const { raiseDownstream } = await import('./raise-downstream.ts')
  const downstream = await raiseDownstream(environment)
  try {
    return options.target === undefined
      ? await embed(options, downstream)
      : await reach(options.target, options, downstream, environment)
  } catch (error) {
    await downstream.close()
    throw error
  }
}

async function embed(options: RehearsalOptions, downstream: Downstream): Promise<RaisedTarget> {
  const { listenJumpCloudScim } = await import('../../mocks/jumpcloud-scim/index.ts')
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

async function reach(
  target: TargetOptions,
  options: RehearsalOptions,
  downstream: Downstream,
  environment: RunEnvironment,
): Promise<RaisedTarget> {
  const given = [...secretsOfTarget(target), downstream.apiKey]
  processSecrets.add(...given)
  refuseUnsendable(target)
  const port = target.spawn === undefined ? undefined : await freePort()
  const { baseUrl, dialect } = readTarget(target.url.replaceAll('{port}', String(port ?? '')))
  if (options.observe === 'jumpcloud' && target.spawn === undefined) {
    throw new InvalidTarget(
      '--observe jumpcloud needs a target that writes to the mock JumpCloud API: start it with --spawn, which tells it where',
    )
  }
  const stack = new AsyncDisposableStack()
  const federation =
    target.federation === undefined ? undefined : stack.use(await startFederation(target.federation, environment))
  const variables = {
    ...(port === undefined ? {} : { PORT: String(port) }),
    ...federation?.environment,
    ...(target.token === undefined ? {} : { SCIM_TOKEN: target.token }),
    JUMPCLOUD_API_URL: downstream.url,
    JUMPCLOUD_API_KEY: downstream.apiKey,
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
      observe: options.observe ?? 'scim',
      downstream,
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

async function startFederation(options: FederationOptions, { now }: RunEnvironment): Promise<RaisedFederation> {
  try {
    return await raiseFederation(options, now)
  } catch (error) {
    throw new InvalidTarget(
      `the keys of the assertions cannot be served on port ${options.keysPort ?? 0}: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

/** Throws InvalidTarget for a token or a header that HTTP cannot transfer, without its value. */
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

/** The options of the target are not valid: a mistake of the caller. */
export class InvalidTarget extends ExpectedError {
  override readonly name = 'InvalidTarget'

  constructor(message: string) {
    super(message, 'usage')
  }
}
