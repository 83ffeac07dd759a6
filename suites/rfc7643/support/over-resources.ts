import { defineInvariant, type Invariant, type ObservedExchange } from '../../../harness/index.ts'
import { isJsonObject, type JsonObject } from '../../../mocks/protocol/index.ts'
import { member } from '../../support/index.ts'
import { isMessage, shownResources } from './shown.ts'

type Holds = (resource: JsonObject, expect: Chai.ExpectStatic, exchange: ObservedExchange) => void

/** Defines an invariant over every returned resource that satisfies `of`. */
export function overResources(
  rule: Pick<Invariant, 'id' | 'title' | 'requirements'>,
  of: (resource: JsonObject, exchange: ObservedExchange) => boolean,
  holds: Holds,
): Invariant {
  return defineInvariant({
    ...rule,
    when: (exchange) => shownResources(exchange).some((resource) => of(resource, exchange)),
    holds: (exchange, expect) => {
      for (const resource of shownResources(exchange)) if (of(resource, exchange)) holds(resource, expect, exchange)
    },
  })
}

/** Returns whether a response has one resource. */
export const isSingle = ({ body }: ObservedExchange): boolean => isJsonObject(body) && !isMessage(body)

/** Returns `meta` of a resource; undefined if it is not an object. */
export const metaOf = (resource: JsonObject): JsonObject | undefined => {
  const meta = member(resource, 'meta')
  return isJsonObject(meta) ? meta : undefined
}
