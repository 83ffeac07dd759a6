import { TransportError } from '../../mocks/transport/index.ts'
import type { NeedsAbility } from '../abilities/ability.ts'
import { layOver } from '../abilities/lay-over.ts'
import { type Sounding, sound } from '../abilities/sound.ts'
import { observeSchemas } from '../abilities/sound-attributes.ts'
import { createSoundings, type Soundings } from '../abilities/soundings.ts'
import { removeOwned } from '../cleanup/cleanup.ts'
import type { EntraPlayer } from '../entra/entra-player.ts'
import type { Patience } from '../environment/patience.ts'
import type { TargetFacts } from '../facts/target-facts.ts'
import { UntestableTarget } from '../target/connect.ts'
import { type DiscoveryOptions, discover } from '../target/discover.ts'
import type { RehearsalOptions } from './options.ts'
import type { Stage } from './stage.ts'

/** The components for probing a target. */
export interface SoundTargetParts {
  readonly stage: Stage
  readonly address: Pick<DiscoveryOptions, 'dialect' | 'observe'>
  readonly hasCredentials: boolean
  readonly options: Pick<RehearsalOptions, 'capabilities' | 'readOnly' | 'isolated'>
  readonly entra: EntraPlayer
  readonly unique: () => string
  readonly patience: Patience
  /** The abilities that must be known (default: all). */
  readonly needs?: NeedsAbility
}

/** The result of probing a target. */
export interface SoundedTarget {
  readonly facts: TargetFacts
  readonly soundings: Soundings
  readonly sounding: Sounding
}

const CAUSE = 'sounding'

/**
 * Reads the target's discovery documents, probes its abilities, and removes the resources created for that. Throws
 * UntestableTarget if there is no response.
 */
export async function soundTarget(parts: SoundTargetParts): Promise<SoundedTarget> {
  const { stage, address, hasCredentials, options, entra, unique, patience, needs = () => true } = parts
  const soundings = createSoundings()
  const scim = stage.session(CAUSE)
  const { capabilities } = options
  const discovered = await answered(
    discover(stage.session('discovery'), soundings, {
      ...address,
      hasCredentials,
      ...(capabilities === undefined ? {} : { capabilities }),
    }),
  )
  const readOnly = options.readOnly ?? false
  const sounding = await sound({
    scim,
    entra,
    facts: discovered,
    soundings,
    unique,
    patience,
    needs,
    readOnly,
    lastExchange: () => stage.recorder.last(CAUSE)?.exchange,
  })
  const isObserved = !discovered.hasSchemaDocuments && !readOnly && sounding.userNames.refusal === undefined
  const form = sounding.userNames.form === 'email' ? 'name@rehearsal.example' : 'name'
  const observe = async (): Promise<Awaited<ReturnType<typeof observeSchemas>> | undefined> => {
    try {
      return isObserved
        ? await answered(observeSchemas({ scim, facts: discovered, soundings, unique, patience, needs }, form))
        : undefined
    } finally {
      await removeOwned(stage.ownership.ownedBy(CAUSE), stage.cleaner, stage.ownership, 4)
    }
  }
  const observed = await observe()
  const facts = layOver(discovered, soundings, capabilities, {
    observed,
    // A check that is judged by itself tries every attribute.
    notStored: options.isolated === true ? [] : sounding.notStored,
  })
  if (options.isolated !== true) return { facts, soundings, sounding }
  // A check that is judged by itself uses the whole mapping.
  const mapping = { lost: new Map(), working: entra.mapping.mapping }
  return { facts, soundings, sounding: { ...sounding, mapping } }
}

async function answered<Value>(request: Promise<Value>): Promise<Value> {
  try {
    return await request
  } catch (error) {
    if (error instanceof TransportError) throw new UntestableTarget(error.message, { cause: error })
    throw error
  }
}
