import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/index.ts'
import { bodies, on, refusing, sending, without } from './around.ts'
import type { Deviation } from './deviation.ts'

const isBulk = on('POST', /^\/Bulk\/?$/)

const eachOperation = (body: JsonObject, change: (operation: JsonObject) => JsonValue): JsonObject => ({
  ...body,
  Operations: (Array.isArray(body['Operations']) ? body['Operations'] : []).map((one) =>
    isJsonObject(one) ? change(one) : one,
  ),
})

/** Wrong ways to do many things at once (RFC 7644 §3.7). */
export const bulkDeviations: readonly Deviation[] = [
  {
    name: 'bulk-advertised-only',
    says: 'ServiceProviderConfig advertises bulk, and /Bulk answers 501',
    caughtBy: ['scim.config.bulk-is-there'],
    around: refusing(isBulk, 501, 'bulk is not implemented'),
  },
  {
    name: 'bulk-faults-hidden',
    says: 'every operation of a bulk answer tells of success, whatever became of it',
    caughtBy: [],
    around: bodies(isBulk, (body) =>
      eachOperation(body, (operation) => without({ ...operation, status: '200' }, 'response')),
    ),
  },
  {
    name: 'bulk-status-is-number',
    says: 'status of an operation in a bulk answer is a number',
    caughtBy: [],
    around: bodies(isBulk, (body) =>
      eachOperation(body, (operation) => ({ ...operation, status: Number(operation['status']) })),
    ),
  },
  {
    name: 'bulk-ids-not-returned',
    says: 'a bulk answer leaves bulkId out',
    caughtBy: [],
    around: bodies(isBulk, (body) => eachOperation(body, (operation) => without(operation, 'bulkId'))),
  },
  {
    name: 'bulk-ids-not-resolved',
    says: 'bulkId references are stored as they stand',
    caughtBy: [],
    around: sending(
      isBulk,
      (body) => JSON.parse(JSON.stringify(body).replaceAll('"bulkId:', '"unresolved:')) as JsonObject,
    ),
  },
  {
    name: 'bulk-fail-on-errors-ignored',
    says: 'failOnErrors is not looked at: a bulk request goes on after errors',
    caughtBy: [],
    around: sending(isBulk, (body) => without(body, 'failOnErrors')),
  },
  {
    name: 'bulk-locations-missing',
    says: 'an operation of a bulk answer does not tell its location',
    caughtBy: [],
    around: bodies(isBulk, (body) => eachOperation(body, (operation) => without(operation, 'location'))),
  },
  {
    name: 'bulk-doubled-ids-accepted',
    says: 'a bulk request in which a bulkId comes twice is carried out',
    source: 'https://github.com/wso2/product-is/issues/3947',
    caughtBy: [],
    around: sending(isBulk, (body) => {
      let serial = 0
      const seen = new Set<unknown>()
      return eachOperation(body, (operation) => {
        const { bulkId } = operation
        if (typeof bulkId !== 'string' || !seen.has(bulkId)) {
          seen.add(bulkId)
          return operation
        }
        serial += 1
        return { ...operation, bulkId: `${bulkId}-${serial}` }
      })
    }),
  },
]
