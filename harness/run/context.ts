import { requestToken } from '../../mocks/entra/index.ts'
import { isLoopback } from '../../mocks/transport/index.ts'
import type { MappingRow, ValidationRow } from '../../reports/index.ts'
import type { CheckContext } from '../check/context.ts'
import { Inapplicable, Skipped } from '../check/departure.ts'
import type { EntraPlayer } from '../entra/entra-player.ts'
import type { Notebook } from '../judge/judge-check.ts'
import type { DownstreamObserver } from '../observe/downstream-observer.ts'
import { createGiven, type UserNameTrial, type Workshop } from '../scim/given.ts'
import type { ScimResponse } from '../scim/response.ts'
import type { ScimSession } from '../scim/session.ts'
import { plainUser } from '../scim/user-body.ts'
import type { TargetFacts } from '../target/target-facts.ts'
import { lookAtTls, type TlsFacts } from '../target/tls-facts.ts'
import { expect } from '../words/words.ts'
import type { RunEnvironment } from './environment.ts'
import type { Patience } from './patience.ts'
import { seededRandom } from './random.ts'
import type { Address, Stage } from './stage.ts'
import { createStoryTeller } from './stories.ts'

/** What all contexts of a run share. */
export interface ContextParts {
  readonly stage: Stage
  readonly facts: TargetFacts
  readonly environment: RunEnvironment
  readonly seed: number
  readonly patience: Patience
  readonly signal: AbortSignal
  readonly entraFor: (cause: string) => EntraPlayer
  readonly jumpcloud: DownstreamObserver
  readonly rows: { readonly mapping: MappingRow[]; readonly validation: ValidationRow[] }
}

const TLS_TIMEOUT = 10_000

/** Contexts of a run: one a check, and one a story, which outlives the check that began it. */
export interface Contexts {
  contextFor(cause: string, notebook: Notebook): CheckContext
  /** Causes whose exchanges a cause looked at beside its own: the stories that it asked for, and theirs. */
  lookedAt(cause: string): readonly string[]
}

/** Makes the contexts of a run. */
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
  const { oauth } = stage.address
  let look: Promise<TlsFacts> | undefined
  const tls = (): Promise<TlsFacts> => {
    look ??= isProxied(stage.address)
      ? Promise.reject(new Skipped('TLS was not looked at, since the target is behind a proxy (HTTPS_PROXY)', 'proxy'))
      : lookAtTls(stage.address.baseUrl, TLS_TIMEOUT, stage.address.connection)
    return look
  }
  const causeOf = (storyId: string): string => `story:${storyId}`
  const teller = createStoryTeller((id) => contextFor(causeOf(id), storyNotebook))
  const stories = new Map<string, Set<string>>()

  function contextFor(cause: string, notebook: Notebook): CheckContext {
    const scim = stage.session(cause)
    return {
      ...notebook,
      scim,
      given: createGiven(cause, scim, workshop),
      expect,
      target: facts,
      entra: parts.entraFor(cause),
      jumpcloud: parts.jumpcloud,
      tls,
      newToken: oauth === undefined ? undefined : () => requestToken(oauth, stage.send),
      report: { mapping: (row) => void rows.mapping.push(row), validation: (row) => void rows.validation.push(row) },
      random: seededRandom(parts.seed, cause),
      signal: parts.signal,
      once: (story) => {
        stories.set(cause, (stories.get(cause) ?? new Set()).add(causeOf(story.id)))
        return teller.play(story)
      },
      eventually: parts.patience.eventually,
      pause: environment.wait,
    }
  }
  const lookedAt = (cause: string): string[] =>
    [...(stories.get(cause) ?? [])].flatMap((story) => [...lookedAt(story), story])
  return { contextFor, lookedAt }
}

/** A handshake past the proxy would meet another server, or none. */
function isProxied({ baseUrl, connection }: Address): boolean {
  return connection?.proxy !== undefined && !isLoopback(new URL(baseUrl).hostname)
}

function createWorkshop({ stage, facts, environment }: ContextParts): Workshop {
  let names = 0
  let trial: Promise<UserNameTrial> | undefined
  const nextName = (): string => {
    names += 1
    // Of one length, so that no name is the beginning of another.
    return `${environment.runName}x${names.toString(36).padStart(4, '0')}`
  }
  return {
    target: facts,
    ownership: stage.ownership,
    nextName,
    tryUserName: () => {
      trial ??= tryUserNames(stage.session('user-name-form'), facts, nextName())
      return trial
    },
  }
}

/** Tries a plain user name, then an e-mail; where both are refused, plain stays, and nothing that needs a User can start. */
async function tryUserNames(scim: ScimSession, facts: TargetFacts, token: string): Promise<UserNameTrial> {
  const email = `${token}@rehearsal.example`
  const attempt = (userName: string): Promise<ScimResponse> =>
    scim.post(facts.endpoint('User'), plainUser(facts, userName, email, token))
  const plain = await attempt(token)
  if (plain.isSuccess) return { form: 'plain' }
  return (await attempt(email)).isSuccess ? { form: 'email' } : { form: 'plain', refusal: plain.describe() }
}
