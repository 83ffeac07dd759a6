import { requestToken, type TokenAnswer } from '../../mocks/entra/index.ts'
import { isLoopback } from '../../mocks/transport/index.ts'
import type { MappingRow, ValidationRow } from '../../reports/index.ts'
import type { Sounding } from '../abilities/sound.ts'
import type { CheckContext } from '../check/context.ts'
import type { Story } from '../check/story.ts'
import type { EntraPlayer } from '../entra/entra-player.ts'
import type { RunEnvironment } from '../environment/environment.ts'
import type { Patience } from '../environment/patience.ts'
import { seededRandom } from '../environment/random.ts'
import type { TargetFacts } from '../facts/target-facts.ts'
import type { Notebook } from '../judge/judge-check.ts'
import type { DownstreamObserver } from '../observe/downstream-observer.ts'
import { Inapplicable, Skipped } from '../outcome/departure.ts'
import { createGiven, type Workshop } from '../scim/given.ts'
import type { Address } from '../target/address.ts'
import { lookAtTls, type TlsFacts } from '../target/tls-facts.ts'
import { expect } from '../words/words.ts'
import type { Stage } from './stage.ts'
import { createStoryTeller } from './stories.ts'

/** The components that all contexts of a run share. */
export interface ContextParts {
  readonly stage: Stage
  readonly facts: TargetFacts
  readonly environment: RunEnvironment
  readonly seed: number
  readonly asOf: string | undefined
  readonly patience: Patience
  readonly signal: AbortSignal
  readonly entraFor: (cause: string) => EntraPlayer
  /** The result of the probes: the form of user names, and the rows of the mapping that work. */
  readonly sounding: Sounding
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
  contextFor(suite: string, cause: string, notebook: Notebook, renewed?: boolean): CheckContext
  /** Returns the causes whose exchanges a cause used beside its own: the stories that it requested, and theirs. */
  lookedAt(cause: string): readonly string[]
  /** Tells whether a cause used resources of a renewable story. */
  sharesRenewable(cause: string): boolean
}

/** Creates the contexts of a run. */
export function createContexts(parts: ContextParts): Contexts {
  const { stage, facts, environment, rows } = parts
  const workshop = createWorkshop(parts)
  const storyNotebook: Notebook = {
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
  const { oauth, federation } = stage.address
  const learned = async (answer: Promise<TokenAnswer>): Promise<TokenAnswer> => {
    const { token } = await answer
    stage.learn(token)
    return answer
  }
  let look: Promise<TlsFacts> | undefined
  const tls = (): Promise<TlsFacts> => {
    look ??= isProxied(stage.address)
      ? Promise.reject(new Skipped('TLS was not examined, because the target is behind a proxy (HTTPS_PROXY)', 'proxy'))
      : lookAtTls(stage.address.baseUrl, TLS_TIMEOUT, stage.address.connection)
    return look
  }
  const causeOf = (storyId: string): string => `story:${storyId}`
  const teller = createStoryTeller((id) => contextFor(STORY, causeOf(id), storyNotebook))
  const stories = new Map<string, Set<string>>()
  const sharing = new Set<string>()

  function contextFor(suite: string, cause: string, notebook: Notebook, renewed = false): CheckContext {
    const scim = stage.session(cause)
    const whole = parts.entraFor(cause)
    const { lost, working } = parts.sounding.mapping
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
      ...notebook,
      scim,
      given: createGiven(cause, scim, workshop),
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
                requestToken({ ...oauth, ...(secretLocation === undefined ? {} : { secretLocation }) }, stage.send),
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
        stories.set(cause, (stories.get(cause) ?? new Set()).add(causeOf(story.id)))
        return teller.play(story)
      },
      eventually: parts.patience.eventually,
      pause: (milliseconds) => environment.wait(milliseconds, parts.signal),
    }
    return context
  }
  const lookedAt = (cause: string): string[] =>
    [...(stories.get(cause) ?? [])].flatMap((story) => [...lookedAt(story), story])
  return { contextFor, lookedAt, sharesRenewable: (cause) => sharing.has(cause) }
}

/** Tells whether the target is behind a proxy; a direct handshake would reach another server, or none. */
function isProxied({ baseUrl, connection }: Address): boolean {
  return connection?.proxy !== undefined && !isLoopback(new URL(baseUrl).hostname)
}

function createWorkshop({ stage, facts, sounding, unique }: ContextParts): Workshop {
  return { target: facts, ownership: stage.ownership, nextName: unique, userNames: sounding.userNames }
}
