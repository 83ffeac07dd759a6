import type { TokenRequest } from '../../mocks/entra/index.ts'
import { createTransport, type Transport } from '../../mocks/transport/index.ts'
import type { Exchange } from '../../reports/index.ts'
import { createPace } from '../record/pace.ts'
import { createRecorder, type RawExchange, type Recorder } from '../record/recorder.ts'
import { createFileTape, createMemoryTape, type Tape } from '../record/tape.ts'
import { createOwnership, type Ownership } from '../scim/ownership.ts'
import { createSession, type ScimSession } from '../scim/session.ts'
import type { RunEnvironment } from './environment.ts'
import type { RehearsalOptions } from './options.ts'

/** A target's address with what is sent to it. */
export interface Address {
  readonly baseUrl: string
  /** Lower-case headers, credentials among them. */
  readonly headers: Readonly<Record<string, string>>
  readonly secrets: readonly string[]
  readonly ca?: string
  /** Where the token came from, where it was fetched. */
  readonly oauth?: TokenRequest
}

/** Everything between a check and the wire. */
export interface Stage extends AsyncDisposable {
  readonly address: Address
  readonly recorder: Recorder
  readonly ownership: Ownership
  readonly tape: Tape
  /** A session whose exchanges belong to a cause. */
  session(cause: string): ScimSession
  /** A session that still works when the run has been interrupted, for cleaning up. */
  readonly cleaner: ScimSession
  /** How many were recorded so far, those of cleaning up included: the lines of the tape. */
  readonly exchanges: number
  /** Sends without recording, for what is no traffic with the target. */
  readonly send: Transport
}

/** Sets the stage. `onExchange` hears every exchange. */
export function setStage(
  address: Address,
  options: RehearsalOptions,
  environment: RunEnvironment,
  onExchange: (masked: Exchange, raw: RawExchange) => void,
): Stage {
  const timeout = options.timeout ?? 60_000
  const transport = createTransport({ timeout, ...(address.ca === undefined ? {} : { ca: address.ca }) })
  const tape =
    options.tapeFile === undefined ? createMemoryTape() : createFileTape(options.tapeFile, options.onTapeFailure)
  const ownership = createOwnership(address.baseUrl)
  const pace = createPace(options.rate, environment.monotonic, environment.wait)
  const record = (interruptible: boolean): Recorder =>
    createRecorder({
      transport: interruptible ? interruptibly(transport.send, options.signal) : transport.send,
      tape,
      secrets: address.secrets,
      pace,
      now: environment.now,
      monotonic: environment.monotonic,
      wait: environment.wait,
      idPrefix: interruptible ? 'x' : 'c',
      onExchange: (masked, raw) => {
        ownership.observe(raw)
        onExchange(masked, raw)
      },
    })
  const recorder = record(true)
  const cleaning = record(false)
  const session = (cause: string, by: Recorder = recorder): ScimSession =>
    createSession({ baseUrl: address.baseUrl, headers: address.headers, transport: by.for(cause) })
  return {
    address,
    recorder,
    ownership,
    tape,
    session,
    send: transport.send,
    cleaner: session('cleanup', cleaning),
    get exchanges() {
      return recorder.count + cleaning.count
    },
    [Symbol.asyncDispose]: () => transport.close(),
  }
}

/** Sends nothing more once the run is interrupted. A POST under way is not cut off: what it makes could not be removed if nobody read its id. */
function interruptibly(send: Transport, signal: AbortSignal | undefined): Transport {
  if (signal === undefined) return send
  return (request, limits) => {
    const mayCreate = request.method === 'POST' && !signal.aborted
    return send(request, mayCreate ? limits : { ...limits, signal })
  }
}
