import { requestToken, type TokenAnswer } from '../../mocks/entra/index.ts'
import { isLoopback } from '../../mocks/transport/index.ts'
import type { MappingRow, ValidationRow } from '../../reports/index.ts'
import type { ProbeResult } from '../abilities/probe-abilities.ts'
import { expect } from '../assertions/scim-assertions.ts'
import type { CheckContext } from '../check/context.ts'
import type { Story } from '../check/story.ts'
import type { EntraPlayer } from '../entra/entra-player.ts'
import type { RunEnvironment } from '../environment/environment.ts'
import { seededRandom } from '../environment/random.ts'
import type { Waiter } from '../environment/waiter.ts'
import type { TargetFacts } from '../facts/target-facts.ts'
import type { FindingCollector } from '../judge/judge-check.ts'
import type { DownstreamObserver } from '../observe/downstream-observer.ts'
import { Inapplicable, Skipped } from '../outcome/early-end.ts'
import { createGiven, type GivenParts } from '../scim/given.ts'
import type { Address } from '../target/address.ts'
import { lookAtTls, type TlsFacts } from '../target/tls-facts.ts'
import type { RequestPipeline } from './request-pipeline.ts'
import { createStoryCache } from './story-cache.ts'

/** The components that all contexts of a run share. */
export interface ContextParts {
  readonly pipeline: RequestPipeline
  readonly facts: TargetFacts
  readonly environment: RunEnvironment
  readonly seed: number
  readonly asOf: string | undefined
  readonly waiter: Waiter
  readonly signal: AbortSignal
  readonly entraFor: (cause: string) => EntraPlayer
  /** The result of the probes: the form of user names, and the rows of the mapping that work. */
  readonly probeResult: ProbeResult
  readonly unique: () => string
  readonly jumpcloud: DownstreamObserver
  readonly rows: { readonly mapping: MappingRow[]; readonly validation: ValidationRow[] }
}

/** The suite name of stories: a story may belong to any suite, and those of JumpCloud need every row of the mapping. */
const STORY = ''
const TLS_TIMEOUT = 10_000

/** The contexts of a run: one per check, and one per story, which outlives the check that started it. */
export interface Contexts {
  /**
   * Returns the context of a check or story. With `renewed`, the check creates the resources of renewable stories by
   * itself.
   */
  contextFor(suite: string, cause: string, collector: FindingCollector, renewed?: boolean): CheckContext
  /** Returns the causes whose exchanges a cause used beside its own: the stories that it requested, and theirs. */
  lookedAt(cause: string): readonly string[]
  /** Returns whether a cause used resources of a renewable story. */
  sharesRenewable(cause: string): boolean
}

/** Creates the contexts of a run. */
export function createContexts(parts: ContextParts): Contexts {
  const { pipeline, facts, environment, rows } = parts
  const givenParts = createGivenParts(parts)
  const storyCollector: FindingCollector = {
    requirement: async (_id, assertion) => void (await assertion()),
    warn: () => {},
    note: () => {},
    inapplicable: (reason) => {
      throw new Inapplicable(reason)
    },
    skip: (reason, rootCause = reason) => {
      throw new Skipped(reason, rootCause)
    },
  }
  const { oauth, federation } = pipeline.address
  const learned = async (answer: Promise<TokenAnswer>): Promise<TokenAnswer> => {
    const { token } = await answer
    pipeline.learn(token)
    return answer
  }
  let look: Promise<TlsFacts> | undefined
  const tls = (): Promise<TlsFacts> => {
    look ??= isProxied(pipeline.address)
      ? Promise.reject(new Skipped('TLS was not examined, because the target is behind a proxy (HTTPS_PROXY)', 'proxy'))
      : lookAtTls(pipeline.address.baseUrl, TLS_TIMEOUT, pipeline.address.connection)
    return look
  }
  const causeOf = (storyId: string): string => `story:${storyId}`
  const storyCache = createStoryCache(
    (id) => contextFor(STORY, causeOf(id), storyCollector),
    () => pipeline.health?.outages ?? 0,
  )
  const storiesOf = new Map<string, Set<string>>()
  const sharing = new Set<string>()

  function contextFor(suite: string, cause: string, collector: FindingCollector, renewed = false): CheckContext {
    const scim = pipeline.session(cause)
    const whole = parts.entraFor(cause)
    const { lost, working } = parts.probeResult.mapping
    // Attributes that the target does not store are one finding, so other checks provision without them. A bridge's
    // mapping is judged row by row.
    const entra = lost.size === 0 || suite === 'jumpcloud' || suite === STORY ? whole : whole.with({ mapping: working })
    const own = new Map<string, Promise<unknown>>()
    const ofOwn = <Artifact>(story: Story<Artifact>): Promise<Artifact> => {
      const gathered = own.get(story.id) ?? story.gather(context)
      own.set(story.id, gathered)
      return gathered as Promise<Artifact>
    }
    const context: CheckContext = {
      ...collector,
      scim,
      given: createGiven(cause, scim, givenParts),
      expect,
      target: facts,
      entra,
      wholeMapping: whole.mapping.mapping,
      lost,
      jumpcloud: parts.jumpcloud,
      tls,
      newToken:
        oauth === undefined
          ? undefined
          : (secretLocation) =>
              learned(
                requestToken({ ...oauth, ...(secretLocation === undefined ? {} : { secretLocation }) }, pipeline.send),
              ),
      federation: federation === undefined ? undefined : { exchange: (form) => learned(federation.exchange(form)) },
      now: environment.now,
      asOf: parts.asOf,
      report: { mapping: (row) => void rows.mapping.push(row), validation: (row) => void rows.validation.push(row) },
      random: seededRandom(parts.seed, cause),
      signal: parts.signal,
      once: (story) => {
        if (story.isRenewable === true && renewed) return ofOwn(story)
        if (story.isRenewable === true) sharing.add(cause)
        storiesOf.set(cause, (storiesOf.get(cause) ?? new Set()).add(causeOf(story.id)))
        return storyCache.run(story)
      },
      eventually: parts.waiter.eventually,
      pause: (milliseconds) => environment.wait(milliseconds, parts.signal),
    }
    return context
  }
  const lookedAt = (cause: string): string[] =>
    [...(storiesOf.get(cause) ?? [])].flatMap((story) => [...lookedAt(story), story])
  return { contextFor, lookedAt, sharesRenewable: (cause) => sharing.has(cause) }
}

/** Returns whether the target is behind a proxy; a direct handshake would reach another server, or none. */
function isProxied({ baseUrl, connection }: Address): boolean {
  return connection?.proxy !== undefined && !isLoopback(new URL(baseUrl).hostname)
}

function createGivenParts({ pipeline, facts, probeResult, unique }: ContextParts): GivenParts {
  return { target: facts, ownership: pipeline.ownership, nextName: unique, userNames: probeResult.userNames }
}
