import { type Check, type CheckContext, defineCheck, type ScimResponse, TransportError } from '../../harness/index.ts'
import { BULK_REQUEST_MESSAGE, isJsonObject, type JsonObject } from '../../mocks/protocol/index.ts'
import { failure } from './support/bulk.ts'

const dependsOn = ['bulk'] as const

/** The largest limits that are tested; a request above these would be an attack on the target. */
const MOST = { maxOperations: 10_000, maxPayloadSize: 10_000_000 } as const

type Limit = keyof typeof MOST

/** Returns an advertised limit; undefined if it is not a positive whole number. */
function limitOf({ target }: CheckContext, name: Limit): number | undefined {
  const { bulk } = target.serviceProviderConfig ?? {}
  const value = isJsonObject(bulk) ? bulk[name] : undefined
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined
}

/** Checks that ServiceProviderConfig states the limits of bulk requests (RFC 7644 §3.7.4). */
export const limitsAreDefined: Check = defineCheck({
  id: 'scim.bulk-limits.defined',
  title: 'ServiceProviderConfig says how many operations and bytes a bulk request can have',
  requirements: ['rfc7644-3.7.4-01'],
  dependsOn,
  readOnly: true,
  run(context) {
    const { expect, target, inapplicable } = context
    if (target.serviceProviderConfig === undefined) inapplicable('the server has no ServiceProviderConfig')
    for (const name of ['maxOperations', 'maxPayloadSize'] as const)
      expect(limitOf(context, name), `bulk.${name}`).to.not.equal(undefined)
  },
})

/**
 * Requests that exceed a limit. They have no effect if the server processes them, because they delete resources that do
 * not exist.
 */
const EXCESSIVE: readonly {
  readonly id: string
  readonly limit: Limit
  readonly body: (context: CheckContext, most: number) => JsonObject
}[] = [
  {
    id: 'operations',
    limit: 'maxOperations',
    body: (context, most) => {
      const operation = failure(context)
      return {
        Operations: Array.from({ length: most + 1 }, (_, index) => ({
          ...operation,
          path: `${operation['path']}${index}`,
        })),
      }
    },
  },
  {
    id: 'payload',
    limit: 'maxPayloadSize',
    body: (context, most) => ({ Operations: [{ ...failure(context), data: { padding: 'x'.repeat(most) } }] }),
  },
]

/** Checks that a request over each limit is rejected (RFC 7644 §3.7.4). */
export const limitsAreEnforced: readonly Check[] = EXCESSIVE.map(({ id, limit, body }) =>
  defineCheck({
    id: `scim.bulk-limits.${id}`,
    title: `A bulk request that exceeds ${limit} returns 413 and names the limit`,
    requirements: ['rfc7644-3.7.4-02', 'rfc7644-3.7.4-03'],
    dependsOn,
    async run(context) {
      const { expect, requirement, note, inapplicable } = context
      const most = limitOf(context, limit) ?? inapplicable(`bulk.${limit} is not a limit`)
      if (most > MOST[limit]) inapplicable(`bulk.${limit} is ${most}, which is too large to test`)
      const response = await sent(context, { schemas: [BULK_REQUEST_MESSAGE], ...body(context, most) })
      if (response === undefined) {
        note('the server closed the connection during the request, as HTTP allows (RFC 9112 §9.6)')
        return
      }
      await requirement('rfc7644-3.7.4-02', () => expect(response).to.have.status(413))
      // A 413 without a SCIM body is from a gateway, which does not know the limits.
      if (response.status !== 413 || !isJsonObject(response.body)) return
      const { detail } = response.body
      await requirement('rfc7644-3.7.4-03', () =>
        expect(String(detail ?? ''), 'detail').to.match(new RegExp(`${limit}|\\d`, 'i')),
      )
    },
  }),
)

/** Sends a request that a server may stop reading at any moment; undefined if the server closed the connection. */
async function sent({ scim }: CheckContext, body: JsonObject): Promise<ScimResponse | undefined> {
  try {
    return await scim.post('/Bulk', body)
  } catch (error) {
    if (error instanceof TransportError && error.fault === 'reset') return undefined
    throw error
  }
}
