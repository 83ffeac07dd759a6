import { TransportError } from '../../mocks/transport/index.ts'
import type { NeedsAbility } from '../abilities/ability.ts'
import { applyObservations } from '../abilities/apply-observations.ts'
import { createObservations, type Observations } from '../abilities/observations.ts'
import { type ProbeResult, probeAbilities } from '../abilities/probe-abilities.ts'
import { observeSchemas } from '../abilities/probe-attributes.ts'
import { removeOwned } from '../cleanup/cleanup.ts'
import type { EntraPlayer } from '../entra/entra-player.ts'
import type { Waiter } from '../environment/waiter.ts'
import type { TargetFacts } from '../facts/target-facts.ts'
import { UntestableTarget } from '../target/connect.ts'
import { type DiscoveryOptions, discover } from '../target/discover.ts'
import type { RehearsalOptions } from './options.ts'
import type { RequestPipeline } from './request-pipeline.ts'

/** The components for probing a target. */
export interface ProbeTargetParts {
  readonly pipeline: RequestPipeline
  readonly address: Pick<DiscoveryOptions, 'dialect' | 'observe'>
  readonly hasCredentials: boolean
  readonly options: Pick<RehearsalOptions, 'capabilities' | 'readOnly' | 'isolated'>
  readonly entra: EntraPlayer
  readonly unique: () => string
  readonly waiter: Waiter
  /** The abilities that must be known (default: all). */
  readonly needs?: NeedsAbility
}

/** The result of probing a target. */
export interface ProbedTarget {
  readonly facts: TargetFacts
  readonly observations: Observations
  readonly probeResult: ProbeResult
}

const CAUSE = 'probes'

/**
 * Reads the target's discovery documents, probes its abilities, and removes the resources created for that. Throws
 * UntestableTarget if there is no response.
 */
export async function probeTarget(parts: ProbeTargetParts): Promise<ProbedTarget> {
  const { pipeline, address, hasCredentials, options, entra, unique, waiter, needs = () => true } = parts
  const observations = createObservations()
  const scim = pipeline.session(CAUSE)
  const { capabilities } = options
  const discovered = await answered(
    discover(pipeline.session('discovery'), observations, {
      ...address,
      hasCredentials,
      ...(capabilities === undefined ? {} : { capabilities }),
    }),
  )
  const readOnly = options.readOnly ?? false
  const probeResult = await probeAbilities({
    scim,
    entra,
    facts: discovered,
    observations,
    unique,
    waiter,
    needs,
    readOnly,
    lastExchange: () => pipeline.recorder.last(CAUSE)?.exchange,
  })
  const isObserved = !discovered.hasSchemaDocuments && !readOnly && probeResult.userNames.refusal === undefined
  const form = probeResult.userNames.form === 'email' ? 'name@rehearsal.example' : 'name'
  const observe = async (): Promise<Awaited<ReturnType<typeof observeSchemas>> | undefined> => {
    try {
      return isObserved
        ? await observeSchemas({ scim, facts: discovered, observations, unique, waiter, needs }, form)
        : undefined
    } catch (error) {
      // The target responded before, so the run says when it stopped.
      if (error instanceof TransportError) return undefined
      throw error
    } finally {
      await removeOwned(pipeline.ownership.ownedBy(CAUSE), pipeline.cleaner, pipeline.ownership, 4)
    }
  }
  const observed = await observe()
  const facts = applyObservations(discovered, observations, capabilities, {
    observed,
    // A check that is judged by itself tries every attribute.
    notStored: options.isolated === true ? [] : probeResult.notStored,
  })
  if (options.isolated !== true) return { facts, observations, probeResult }
  // A check that is judged by itself uses the whole mapping.
  const mapping = { lost: new Map(), working: entra.mapping.mapping }
  return { facts, observations, probeResult: { ...probeResult, mapping } }
}

async function answered<Value>(request: Promise<Value>): Promise<Value> {
  try {
    return await request
  } catch (error) {
    if (error instanceof TransportError) throw new UntestableTarget(error.message, { cause: error })
    throw error
  }
}
