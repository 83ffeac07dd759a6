import type { JsonValue } from '../../mocks/protocol/index.ts'
import {
  type HttpRequest,
  type HttpResponse,
  parseJson,
  type Transport,
  TransportError,
} from '../../mocks/transport/index.ts'
import type { Exchange } from '../../reports/index.ts'
import { isUnrecorded } from '../record/unrecorded-body.ts'
import { lastSegment } from '../scim/locate.ts'
import { createOwnership, ForeignResource, type Ownership } from '../scim/ownership.ts'
import { compareAnswers, type Difference } from './compare-answers.ts'
import { concurrentWrites, resourceOf } from './concurrent-writes.ts'
import { Counterparts } from './counterparts.ts'
import { priorResources } from './prior-resources.ts'
import { headerOf, Translation } from './translation.ts'

/** The components of a replay. */
export interface ReplayOptions {
  /** The exchanges of one SCIM server, in their order. */
  readonly exchanges: readonly Exchange[]
  /** The SCIM base URL in the recording. */
  readonly recordedBase: string
  /** The SCIM base URL of the target. */
  readonly baseUrl: string
  /** Credentials for the target, by lower-case header name. */
  readonly headers: Readonly<Record<string, string>>
  readonly send: Transport
  /** The suffix for values that must be unique; without it they are not changed. */
  readonly suffix?: string
  /** The maximum duration of a recorded wait in milliseconds. */
  readonly maxWait: number
  readonly wait: (milliseconds: number) => Promise<void>
  /** True if the created resources must stay on the target. */
  readonly keep: boolean
  readonly signal?: AbortSignal
  /** Receives each step as it ends. */
  readonly onStep?: (step: ReplayedStep) => void
}

/** One request of the recording, sent again. */
export interface ReplayedStep {
  /** The id of the exchange in the recording. */
  readonly id: string
  readonly method: string
  /** Path and query as they were sent. */
  readonly path: string
  /** The reason why it was not sent or not compared; absent if it was. */
  readonly skipped?: string
  readonly recordedStatus: number
  /** The status; 0 if the target did not respond. */
  readonly status: number
  readonly differences: readonly Difference[]
}

/** The result of a replay. */
export interface ReplayReport {
  readonly steps: readonly ReplayedStep[]
  /** The number of resources that were created first, because the recorded server had them. */
  readonly prepared: number
  readonly notes: readonly string[]
  /** The resources that could not be removed: path and reason. */
  readonly leftovers: readonly { readonly path: string; readonly reason: string }[]
  readonly isInterrupted: boolean
}

/**
 * Sends a recording to a target in order, and compares each response with the recorded one. Created resources are
 * removed at the end.
 */
export async function replay(options: ReplayOptions): Promise<ReplayReport> {
  return new Replay(options).run()
}

class Replay {
  readonly #options: ReplayOptions
  readonly #counterparts = new Counterparts()
  readonly #ownership: Ownership
  readonly #translation: Translation
  readonly #notes: string[] = []
  /** The ids of the resources that other requests changed during an exchange, by its id. */
  readonly #changedMeanwhile: ReadonlyMap<string, ReadonlySet<string>>

  constructor(options: ReplayOptions) {
    this.#options = options
    this.#ownership = createOwnership(options.baseUrl, undefined)
    this.#translation = new Translation(options, this.#counterparts)
    this.#changedMeanwhile = concurrentWrites(options.exchanges, options.recordedBase)
  }

  async run(): Promise<ReplayReport> {
    const { exchanges, signal, keep, onStep } = this.#options
    const steps: ReplayedStep[] = []
    let prepared = 0
    try {
      prepared = await this.#prepare()
      let endedAt = Number.NaN
      for (const exchange of exchanges) {
        if (signal?.aborted === true) break
        const startedAt = Date.parse(exchange.startedDateTime)
        await this.#pause(startedAt - endedAt)
        endedAt = startedAt + exchange.time
        const step = await this.#step(exchange)
        steps.push(step)
        onStep?.(step)
      }
    } finally {
      if (keep) this.#notes.push(...this.#ownership.all().map((path) => `left on the target: ${path}`))
    }
    const leftovers = keep ? [] : await this.#cleanUp()
    return { steps, prepared, notes: this.#notes, leftovers, isInterrupted: signal?.aborted === true }
  }

  /** Creates the resources that the recorded server had before. */
  async #prepare(): Promise<number> {
    let prepared = 0
    for (const { id, collection, body } of priorResources(this.#options.exchanges)) {
      if (this.#options.signal?.aborted === true) break
      const sent = this.#translation.outgoing(body)
      const request = this.#translation.request('POST', `${this.#options.baseUrl}${collection}`, JSON.stringify(sent), [
        { name: 'content-type', value: 'application/scim+json' },
      ])
      const response = await this.#send(request, `prior ${id}`)
      const made = response === undefined ? undefined : parseJson<{ id?: unknown }>(response.body)
      if (response !== undefined && response.status < 300 && typeof made?.id === 'string') {
        this.#counterparts.pair(id, made.id)
        prepared += 1
      } else
        this.#notes.push(
          `${collection}/${id} was on the recorded server before and could not be created on the target: ${response === undefined ? 'no answer' : response.status}`,
        )
    }
    return prepared
  }

  async #step(exchange: Exchange): Promise<ReplayedStep> {
    const { request: recorded, response: before } = exchange
    const url = this.#translation.url(recorded.url)
    const shown = url.slice(new URL(url).origin.length)
    const step = {
      id: exchange.id,
      method: recorded.method,
      path: shown,
      recordedStatus: before.status,
      status: 0,
      differences: [],
    }
    if (isUnrecorded(recorded.body)) return { ...step, skipped: 'its body was not recorded' }
    const request = this.#translation.request(
      recorded.method,
      url,
      this.#translation.body(recorded.body),
      recorded.headers,
    )
    let response: HttpResponse | undefined
    try {
      this.#ownership.guard(request)
      response = await this.#send(request, exchange.id)
    } catch (error) {
      if (!(error instanceof ForeignResource)) throw error
      return { ...step, skipped: 'not sent: it would change a resource that the replay did not create' }
    }
    if (response === undefined)
      return before.status === 0
        ? { ...step, skipped: 'the recording has no answer, and the target gave none' }
        : { ...step, differences: [{ where: 'status', recorded: String(before.status), now: 'no answer' }] }
    const answered = { ...step, status: response.status }
    if (before.status === 0) return { ...answered, skipped: 'the recording has no answer to compare with' }
    const differences = this.#compare(exchange, response)
    const resource = resourceOf(recorded.url, this.#options.recordedBase)
    if (resource !== undefined && this.#changedMeanwhile.get(exchange.id)?.has(resource) === true)
      return { ...answered, skipped: 'not compared: another request changed the same resource at the same time' }
    return { ...answered, differences }
  }

  #compare({ id: exchange, response: before }: Exchange, response: HttpResponse): Difference[] {
    const recordedBody = isUnrecorded(before.body) ? undefined : parseJson<JsonValue>(before.body)
    const target = parseJson<JsonValue>(response.body)
    const inRecordedNames = target === undefined ? undefined : this.#translation.incoming(target)
    this.#counterparts.learn(recordedBody, inRecordedNames)
    this.#counterparts.pairVersions(headerOf(before.headers, 'etag'), response.headers['etag'])
    this.#learnLocation(headerOf(before.headers, 'location'), response.headers['location'])
    const now = isUnrecorded(before.body) || target === undefined ? undefined : this.#translation.incoming(target)
    const known = new Set(idsIn(recordedBody))
    return compareAnswers(
      { status: before.status, body: recordedBody },
      { status: response.status, body: now },
      (resource) => {
        const [id] = idsIn(resource)
        if (id !== undefined && this.#changedMeanwhile.get(exchange)?.has(id) === true) return true
        // The target's own resources have other ids than those of the recording.
        return id !== undefined && !known.has(id) && this.#counterparts.targetOf(id) === undefined
      },
    )
  }

  /** Learns the id of a resource that was created but not returned. */
  #learnLocation(recorded: string | undefined, target: string | undefined): void {
    const [mine, theirs] = [recorded, target].map((location) =>
      location === undefined ? undefined : lastSegment(location),
    )
    if (mine !== undefined && theirs !== undefined && this.#counterparts.targetOf(mine) === undefined)
      this.#counterparts.pair(mine, theirs)
  }

  async #send(request: HttpRequest, cause: string): Promise<HttpResponse | undefined> {
    const observed = { id: cause, cause: 'replay', request }
    try {
      const response = await this.#options.send(request)
      this.#ownership.observe({ ...observed, response })
      return response
    } catch (error) {
      if (!(error instanceof TransportError)) throw error
      this.#ownership.observe(observed)
      return undefined
    }
  }

  async #pause(gap: number): Promise<void> {
    const milliseconds = Math.min(gap, this.#options.maxWait)
    if (milliseconds > 0) await this.#options.wait(milliseconds)
  }

  /** Removes the created resources, groups first because they refer to users. */
  async #cleanUp(): Promise<ReplayReport['leftovers']> {
    const { baseUrl, headers, send } = this.#options
    const leftovers: { path: string; reason: string }[] = this.#ownership
      .nameless()
      .map(({ collection, name, reason }) => ({ path: collection, reason: `${name?.value ?? 'a POST'} ${reason}` }))
    const owned = this.#ownership
      .all()
      .toSorted((a, b) => Number(b.startsWith('/Groups')) - Number(a.startsWith('/Groups')))
    for (const path of owned) {
      const response = await send({ method: 'DELETE', url: `${baseUrl}${path}`, headers: { ...headers } }).catch(
        (error: unknown) => {
          if (!(error instanceof TransportError)) throw error
          return undefined
        },
      )
      const isGone =
        response !== undefined && (response.status < 300 || response.status === 404 || response.status === 410)
      if (!isGone)
        leftovers.push({
          path,
          reason: response === undefined ? 'DELETE was not answered' : `DELETE was answered ${response.status}`,
        })
    }
    return leftovers
  }
}

function idsIn(body: JsonValue | undefined): string[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return []
  const listed = Array.isArray(body['Resources']) ? body['Resources'].flatMap(idsIn) : []
  return typeof body['id'] === 'string' ? [body['id'], ...listed] : listed
}
