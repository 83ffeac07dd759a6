import { randomBytes } from 'node:crypto'
import type { GraphFacade } from '../../mocks/entra/graph/index.ts'
import { createJumpCloudApi } from '../../mocks/jumpcloud-api/index.ts'
import { listen } from '../../mocks/serving/index.ts'
import { type ConnectionOptions, createTransport, type Transport } from '../../mocks/transport/index.ts'
import { listenRecordingProxy, loadSuites, shippedSuites, suiteNames } from '../index.ts'
import { packageVersion, processSecrets } from '../process/index.ts'
import { type ConsoleTarget, startTarget } from './console-target.ts'
import type { ConsoleFacts } from './format/page-format.ts'
import { consoleApp } from './http/console-app.ts'
import { ChangeHub } from './http/hub.ts'
import { concernOperation, type JudgeSchema } from './operations/concerns.ts'
import { exchangeOperation } from './operations/exchanges.ts'
import { exportOperation } from './operations/exports.ts'
import { rehearsalOperation } from './operations/rehearsals.ts'
import { readPage } from './read-page.ts'
import { Rehearsals, type RunStart } from './runs/rehearsals.ts'
import { createLiveJudge } from './traffic/live-judge.ts'
import { createProjection, type Projection } from './traffic/projection.ts'
import { TrafficLog } from './traffic/traffic-log.ts'
import { createTrafficRecorder } from './traffic/traffic-recorder.ts'

/** The values that stay the same when a console is started again with its state. */
export interface ConsoleIdentity {
  /** The random part of the address, and the bearer token of Graph. */
  readonly token: string
  /** The target's key of the JumpCloud API. */
  readonly apiKey: string
  /** The key of JumpCloud's administrator, who is the user of the page. */
  readonly portalKey: string
}

/** The settings of a console. */
export interface ConsoleOptions {
  readonly target: ConsoleTarget
  /** Creates Microsoft Graph with a transport; its callers need a token. */
  readonly graph: (means: { readonly transport: Transport; readonly token: string }) => GraphFacade
  /** The port of the page (0, which means any free port). */
  readonly port?: number
  /** The port at which a bridge reaches the JumpCloud API (0, which means any free port). */
  readonly jumpcloudPort?: number
  readonly identity?: ConsoleIdentity
  /** The SQLite file of the JumpCloud API (in memory). */
  readonly jumpcloudFile?: string
  /** Judges a schema for JumpCloud. */
  readonly judgeSchema: JudgeSchema
  /**
   * Returns the command with which `scim-rehearsal run` is started against the target, which may have turned out to
   * be a bridge.
   */
  readonly run: (target: { readonly isBridge: boolean }) => RunStart
  /** The connection settings for provisioned servers. */
  readonly connection?: ConnectionOptions
  readonly onFault: (error: unknown) => void
}

/** A running console. */
export interface RunningConsole extends AsyncDisposable {
  /** The address of the page. */
  readonly url: string
  readonly facts: ConsoleFacts
  /** The URL at which a bridge reaches the JumpCloud API. */
  readonly jumpcloudUrl: string
  readonly log: TrafficLog
  close(): Promise<void>
}

/** The time limit in milliseconds of one exchange with a provisioned server, which is Entra's. */
const TIMEOUT = 60_000
const MAX_BODY = 1024 * 1024

/** Returns a new identity. */
export function newIdentity(): ConsoleIdentity {
  const key = (): string => `jca_${randomBytes(18).toString('hex')}`
  return { token: randomBytes(24).toString('base64url'), apiKey: key(), portalKey: key() }
}

/** Starts the mocks, the target, and the page on 127.0.0.1. Rejects if a port is in use; throws UntestableTarget if the target does not start. */
export async function startConsole(options: ConsoleOptions): Promise<RunningConsole> {
  const { identity = newIdentity(), connection = {}, onFault } = options
  const { token, apiKey, portalKey } = identity
  const clocks = { now: () => new Date(), monotonic: () => performance.now() }
  // The token is not one of the secrets, because the command prints the URL.
  processSecrets.add(apiKey, portalKey, options.target.kind === 'own' ? options.target.token : undefined)
  // The page is read before anything is started, because it may be missing.
  const page = readPage()
  await using stack = new AsyncDisposableStack()
  const log = new TrafficLog()
  const hub = new ChangeHub()
  stack.defer(() => hub.close())
  const pool = createTransport({ timeout: TIMEOUT, ...connection })
  stack.defer(() => pool.close())
  // Starting does not load the suites, because that takes longer than everything else.
  let loading: ReturnType<typeof loadSuites> | undefined
  const suites = (): ReturnType<typeof loadSuites> => {
    loading ??= loadSuites(shippedSuites())
    return loading
  }
  const judge = createLiveJudge(log, async () => (await suites()).flatMap(({ invariants }) => invariants))
  let projection: Projection | undefined
  const recorder = createTrafficRecorder({
    log,
    ...clocks,
    apiKey,
    secrets: () => processSecrets.secrets,
    onScim: (masked, raw) => {
      judge.judge(masked)
      hub.changed('graph')
      projection?.follow(raw)
    },
  })

  const role = 'Administrator With Billing'
  const api = createJumpCloudApi({
    admins: [
      { email: 'scim@jumpcloud.example', apiKey, role },
      { email: 'portal@jumpcloud.example', apiKey: portalKey, role },
    ],
    ...(options.jumpcloudFile === undefined ? {} : { db: options.jumpcloudFile }),
  })
  const jumpcloud = await api.listen()
  stack.defer(() => jumpcloud.close())
  let isBridge = false
  const proxy = await listenRecordingProxy({
    upstream: jumpcloud.url,
    place: { host: '127.0.0.1', port: options.jumpcloudPort ?? 0 },
    maxBody: MAX_BODY,
    secrets: [],
    invariants: [],
    ...clocks,
    onExchange: (exchange) => {
      isBridge = true
      projection?.withdraw()
      recorder.downstream(exchange)
      if (exchange.request.method !== 'GET') hub.changed('jumpcloud')
    },
  })
  stack.defer(() => proxy.close())
  const target = await startTarget(options.target, { url: proxy.url, apiKey })
  stack.defer(() => target.close())
  if (target.kind === 'server')
    projection = createProjection({
      api,
      url: jumpcloud.url,
      apiKey: portalKey,
      send: pool.send,
      onChange: () => hub.changed('jumpcloud'),
      onFault,
    })
  const graph = options.graph({ transport: recorder.record(pool.send), token })
  stack.defer(() => graph.close())

  const rehearsals = stack.use(
    new Rehearsals({
      start: () => options.run({ isBridge }),
      onChange: () => hub.changed('rehearsal'),
      onExchanges: (run, exchanges) => recorder.rehearsed(run, exchanges),
      now: clocks.now,
    }),
  )
  let port = 0
  const epoch = randomBytes(6).toString('base64url')
  const facts = (): ConsoleFacts => {
    const origin = `http://127.0.0.1:${port}`
    return {
      version: packageVersion(),
      epoch,
      graph: { origin, token },
      jumpcloud: { origin: `${origin}/jumpcloud`, apiKey: portalKey },
      target: { ...target.facts, kind: target.kind === 'server' && isBridge ? 'bridge' : target.kind },
    }
  }
  const listening = await listen(
    consoleApp({
      token,
      port: () => port,
      facts,
      page: () => page,
      epoch,
      log,
      hub,
      graph: graph.app,
      jumpcloud: api.app,
      operations: {
        exchanges: exchangeOperation({ log, hub, resend: (row) => recorder.record(pool.send, row) }),
        export: exportOperation({ log, graph, target: () => facts().target }),
        rehearsals: rehearsalOperation(rehearsals, async () => suiteNames(await suites())),
        concerns: concernOperation(() => graph.parts.directory.tenant, options.judgeSchema),
        projection: () => ({ status: 200, json: { refusals: projection?.refusals ?? [] } }),
      },
      onFault,
    }),
    { port: options.port ?? 0 },
  )
  port = Number(new URL(listening.url).port)
  stack.defer(() => listening.close())
  const running = stack.move()
  const close = (): Promise<void> => running.disposeAsync()
  return {
    url: `${listening.url}/${token}/`,
    get facts() {
      return facts()
    },
    jumpcloudUrl: proxy.url,
    log,
    close,
    [Symbol.asyncDispose]: close,
  }
}
