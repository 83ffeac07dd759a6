import type { Endpoint } from '../client/index.ts'
import type { SourceObject } from '../expression/source-object.ts'
import type { CompiledMapping, EvaluationEnvironment } from '../mapping/mapped-attribute.ts'
import { failureReason, findMatch } from '../provisioning/index.ts'
import { type CycleContext, endsCycle, type ObjectOutcome, skippedOutcome } from './cycle-context.ts'

/** The matching step of a skipped object, and the reason for the skip. */
interface SkipOptions {
  readonly mapping: CompiledMapping
  readonly environment: EvaluationEnvironment
  readonly reason: string
}

/**
 * Skips an object that is out of scope and not linked to one on the server. If matching precedes scoping, the object is
 * looked up first, unless the service does not read it: `source` is then undefined.
 */
export async function skipUnlinked(
  cycle: CycleContext,
  source: SourceObject | undefined,
  endpoint: Endpoint,
  { mapping, environment, reason }: SkipOptions,
): Promise<ObjectOutcome> {
  const { switches, client } = cycle
  if (switches.matching === 'after-scope' || source === undefined) return skippedOutcome(reason)
  const { attributes } = mapping.map(source, 'create', environment)
  const match = await findMatch(attributes, { client, endpoint, mapping })
  switch (match.kind) {
    case 'failed':
      endsCycle(cycle, match.response)
      return { action: 'other', status: 'failure', errorCode: match.errorCode, reason: failureReason(match.response) }
    case 'unmatchable':
      return skippedOutcome('ImportSkipped', 'no matching attribute has a value')
    case 'one':
      return { ...skippedOutcome(reason), targetId: match.id }
    case 'none':
      return skippedOutcome(reason)
  }
}
