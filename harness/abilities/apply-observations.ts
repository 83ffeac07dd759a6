import type { SchemaDefinition } from '../../mocks/protocol/index.ts'
import { CAPABILITIES, type Capability } from '../facts/capability.ts'
import { findAttribute } from '../facts/find-attribute.ts'
import type { TargetFacts } from '../facts/target-facts.ts'
import type { Observations } from './observations.ts'

/**
 * Capabilities that are used if they work, even if the target does not advertise them, because Entra sends its
 * requests in any case.
 */
const WHAT_WORKS: ReadonlySet<Capability> = new Set(['patch', 'filter'])

/** Facts that the probes observed. */
export interface Observed {
  /** The schemas of a target without /Schemas, reduced to the attributes that it stores. */
  readonly observed?: ReadonlyMap<string, SchemaDefinition> | undefined
  /** Plain attributes whose returned value differs from the sent one. */
  readonly notStored?: readonly string[]
}

/**
 * Corrects the result of discovery by the observed behaviour. A capability that works counts as supported even if it is
 * not advertised; without a ServiceProviderConfig, versions count as supported if they were observed. `fixed` are
 * capabilities that the configuration of the run sets.
 */
export function applyObservations(
  facts: TargetFacts,
  observations: Observations,
  fixed: Readonly<Partial<Record<Capability, boolean>>> = {},
  { observed, notStored = [] }: Observed = {},
): TargetFacts {
  const capabilities = { ...facts.capabilities }
  const capabilityReasons = { ...facts.capabilityReasons }
  for (const name of CAPABILITIES) {
    const seen = observations.of(name)
    const isAsked = WHAT_WORKS.has(name) || (name === 'etag' && facts.serviceProviderConfig === undefined)
    if (seen?.state === 'yes' && isAsked && fixed[name] === undefined && !capabilities[name]) {
      capabilities[name] = true
      capabilityReasons[name] = `it works: ${seen.shown}`
    }
  }
  for (const name of CAPABILITIES) observations.record(name, capabilities[name] ? 'yes' : 'no', capabilityReasons[name])
  const schemas = observed ?? facts.schemas
  const attribute: TargetFacts['attribute'] = (urn, path) => findAttribute(schemas.get(urn)?.attributes, path)
  const hasEnterprise = observed === undefined || [...observed.keys()].some((urn) => /:enterprise:/.test(urn))
  const isComputed = (name: string): boolean =>
    name.toLowerCase() === 'displayname' && observations.of('display-name.stored')?.state === 'no'
  return {
    ...facts,
    capabilities:
      fixed.enterprise === undefined && !hasEnterprise ? { ...capabilities, enterprise: false } : capabilities,
    capabilityReasons: hasEnterprise
      ? capabilityReasons
      : { ...capabilityReasons, enterprise: 'no attribute of the enterprise extension is stored' },
    schemas,
    attribute,
    isComputed,
    isStored: (name) => !isComputed(name) && !notStored.some((one) => one.toLowerCase() === name.toLowerCase()),
    declares: (urn, path) => schemas.size === 0 || attribute(urn, path) !== undefined,
  }
}
