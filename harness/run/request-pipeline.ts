import { createTransport, type ExchangeLimits, type HttpRequest, type Transport } from '../../mocks/transport/index.ts'
import type { Exchange } from '../../reports/index.ts'
import { type Journal, openJournal } from '../cleanup/journal.ts'
import type { RunEnvironment } from '../environment/environment.ts'
import { maskSecrets, processSecrets } from '../process/index.ts'
import { createBodyCutter } from '../record/cut-bodies.ts'
import { withHeavyGate } from '../record/heavy-gate.ts'
import { hurried } from '../record/hurried-transport.ts'
import { createOverlapGate } from '../record/overlap-gate.ts'
import { createPace } from '../record/pace.ts'
import { trackCreates } from '../record/pending-creates.ts'
import { createRecorder, type Recorder, type TimedRawExchange } from '../record/recorder.ts'
import { createFileTape, createMemoryTape, type Tape } from '../record/tape.ts'
import { createOwnership, type Ownership } from '../scim/ownership.ts'
import { createSession, type ScimSession } from '../scim/session.ts'
import type { Address } from '../target/address.ts'
import type { RehearsalOptions } from './options.ts'
import { type TargetHealth, type TargetHealthOptions, watchTarget } from './target-health.ts'

/** Everything between a check and the wire: recording, masking, pacing, ownership, and the watch over the target. */
export interface RequestPipeline extends AsyncDisposable {
  readonly address: Address
  readonly recorder: Recorder
  readonly ownership: Ownership
  readonly tape: Tape
  /** The list of resources that a killed run would leave; undefined if none is written. */
  readonly journal: Journal | undefined
  /** Returns a session whose exchanges belong to a cause. */
  session(cause: string): ScimSession
  /** A session that still works when the run has been interrupted, for cleaning up. */
  readonly cleaner: ScimSession
  /** Resolves when every create has its outcome. */
  createsSettled(): Promise<void>
  /** The number of recorded exchanges with the target so far, including those of the cleanup. */
  readonly exchanges: number
  /** Adds a token that was fetched during the run, so that no exchange that is recorded from then on contains it. */
  learn(secret: string | undefined): void
  /** Sends requests without recording, for servers other than the target. */
  readonly send: Transport
  /** The watch over the target; undefined until `watch` is called. */
  readonly health: TargetHealth | undefined
  /** Names the causes that send several requests at the same time on purpose. */
  letOverlap(causes: Iterable<string>): void
  /** Returns whether requests are sent one at a time, because the target fails while it processes several. */
  readonly isSerial: boolean
  /** Returns whether the target closes kept-alive connections when the next request comes. */
  readonly dropsReuse: boolean
  /** From now on, injects the faults of the options into the requests of checks. */
  disturb(): void
  /** Watches the target from now on: requests wait while the target is absent, and fail when it is gone. */
  watch(heartbeat: TargetHealthOptions['heartbeat']): TargetHealth
}

/** The timeout of a removal, shorter than Entra's, because there may be many at the end. */
const CLEANING_TIMEOUT = 15_000

/** Creates the pipeline. `onExchange` is called with every exchange. */
export function createPipeline(
  address: Address,
  options: RehearsalOptions,
  environment: RunEnvironment,
  onExchange: (masked: Exchange, raw: TimedRawExchange) => void,
): RequestPipeline {
  const timeout = options.timeout ?? 60_000
  const interrupted = options.signal ?? new AbortController().signal
  let health: TargetHealth | undefined
  let ending = interrupted
  const transport = createTransport({ timeout, avoidsReuse: true, ...address.connection })
  const send = withHeavyGate(transport.send)
  const disturbed = options.disturb?.(send) ?? send
  let isDisturbed = false
  const tape =
    options.tapeFile === undefined ? createMemoryTape() : createFileTape(options.tapeFile, options.onTapeFailure)
  let secrets = address.secrets
  const journal =
    options.journalFolder === undefined
      ? undefined
      : openJournal({
          folder: options.journalFolder,
          run: environment.runName,
          baseUrl: address.baseUrl,
          mask: (text) => maskSecrets(text, secrets),
          onFailure: options.onJournalFailure ?? (() => {}),
        })
  const ownership = createOwnership(address.baseUrl, environment.runName, journal)
  const cut = createBodyCutter()
  const gate = createOverlapGate()
  let parallel: ReadonlySet<string> = new Set()
  const pace = createPace(options.rate, environment.monotonic, environment.wait)
  // Nothing more is sent once the run is interrupted; a pending POST is not aborted at once, because its resource could
  // then not be removed.
  const limitsFor = (request: HttpRequest, interruptible: boolean): ExchangeLimits => {
    if (!interruptible)
      return {
        timeout: Math.min(timeout, CLEANING_TIMEOUT),
        ...(health === undefined ? {} : { signal: health.signal }),
      }
    const mayCreate = request.method === 'POST' && !interrupted.aborted
    return mayCreate ? (health === undefined ? {} : { signal: health.signal }) : { signal: ending }
  }
  const record = (interruptible: boolean): Recorder => {
    const sent = (request: HttpRequest, limits?: ExchangeLimits, cause?: string): ReturnType<Transport> =>
      interruptible && isDisturbed ? disturbed(request, limits) : send(request, limits, cause)
    const lasting = hurried(sent, interrupted)
    return createRecorder({
      transport: async (request, limits, cause) => {
        ownership.guard(request)
        await health?.pass()
        ownership.announce(request)
        const limited = { ...limits, ...limitsFor(request, interruptible) }
        const isLasting = !interruptible || (request.method === 'POST' && !interrupted.aborted)
        return (isLasting ? lasting : sent)(request, limited, cause)
      },
      tape,
      gate,
      isParallel: (cause) => parallel.has(cause),
      baseUrl: address.baseUrl,
      get secrets() {
        return secrets
      },
      pace: () => pace(interruptible ? interrupted : undefined),
      cut,
      now: environment.now,
      monotonic: environment.monotonic,
      wait: environment.wait,
      get signal() {
        return interruptible ? ending : interrupted
      },
      ...(options.maxWait === undefined ? {} : { maxWait: options.maxWait }),
      idPrefix: interruptible ? 'x' : 'c',
      onExchange: (masked, raw) => {
        ownership.observe(raw)
        health?.observe(raw)
        onExchange(masked, raw)
      },
    })
  }
  const recorder = trackCreates(record(true))
  const cleaning = record(false)
  const session = (cause: string, by: Recorder = recorder): ScimSession =>
    createSession({
      baseUrl: address.baseUrl,
      headers: address.headers,
      transport: by.for(cause),
      madeAt: ownership.pathOf,
    })
  return {
    address,
    recorder,
    ownership,
    tape,
    journal,
    session,
    learn: (secret) => {
      // The list is replaced and never modified, because its forms are computed once.
      if (secret !== undefined && !secrets.includes(secret)) secrets = [...secrets, secret]
      processSecrets.add(secret)
    },
    send: transport.send,
    cleaner: session('cleanup', cleaning),
    createsSettled: recorder.createsSettled,
    get exchanges() {
      return recorder.count + cleaning.count
    },
    get health() {
      return health
    },
    disturb: () => {
      isDisturbed = true
    },
    letOverlap: (causes) => {
      parallel = new Set(causes)
    },
    get isSerial() {
      return gate.isSerial
    },
    get dropsReuse() {
      return transport.dropsReuse
    },
    watch: (heartbeat) => {
      health = watchTarget({
        heartbeat,
        send: transport.send,
        environment,
        timeout,
        interrupted,
        ...(options.patience === undefined ? {} : { patience: options.patience }),
        ...(options.maxWait === undefined ? {} : { maxWait: options.maxWait }),
      })
      ending = AbortSignal.any([interrupted, health.signal])
      return health
    },
    [Symbol.asyncDispose]: async () => {
      // A run that ends early has not closed it.
      journal?.close(ownership.all().length === 0 && ownership.nameless().length === 0)
      await transport.close()
    },
  }
}
