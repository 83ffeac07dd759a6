import { isJsonObject, LIST_RESPONSE_MESSAGE } from '../../protocol/index.ts'
import type { Deviation } from './deviation.ts'
import { eachOperation, operationsOf, restated, withBody, without } from './message-parts.ts'
import { isBulk, on } from './request-conditions.ts'
import { bodies, failing } from './rewriters.ts'

/** Deviations in the results of bulk requests (RFC 7644 §3.7.3) and in their limits (§3.7.4). */
export const bulkAnswerDeviations: readonly Deviation[] = [
  {
    name: 'bulk-faults-hidden',
    says: 'every bulk operation is reported as successful',
    caughtBy: ['scim.bulk.methods', 'scim.bulk.method'],
    around: bodies(isBulk, (body) =>
      eachOperation(body, (operation) => without({ ...operation, status: '200' }, 'response')),
    ),
  },
  {
    name: 'bulk-status-is-number',
    says: 'status of a bulk result is a number',
    caughtBy: ['scim.exchange.bulk-status'],
    around: bodies(isBulk, (body) =>
      eachOperation(body, (operation) => ({ ...operation, status: Number(operation['status']) })),
    ),
  },
  {
    name: 'bulk-ids-not-returned',
    says: 'the bulk response has no bulkId',
    caughtBy: ['scim.bulk-id.returned'],
    around: bodies(isBulk, (body) => eachOperation(body, (operation) => without(operation, 'bulkId'))),
  },
  {
    name: 'bulk-locations-missing',
    says: 'a bulk result has no location',
    caughtBy: ['scim.exchange.bulk-location'],
    around: bodies(isBulk, (body) => eachOperation(body, (operation) => without(operation, 'location'))),
  },
  {
    name: 'bulk-returns-only-failures',
    says: 'the bulk response contains only failed operations',
    caughtBy: ['scim.bulk.processed', 'scim.bulk-id.returned'],
    around: bodies(isBulk, (body) => ({
      ...body,
      Operations: operationsOf({ body }).filter((one) => !/^2/.test(String(one['status']))),
    })),
  },
  {
    name: 'bulk-put-answers-201',
    says: 'PUT in a bulk request has the status 201',
    caughtBy: ['scim.bulk.methods'],
    around: bodies(isBulk, (body) =>
      eachOperation(body, (operation) => (operation['method'] === 'PUT' ? { ...operation, status: '201' } : operation)),
    ),
  },
  {
    name: 'bulk-error-without-keyword',
    says: 'errors in a bulk response have no scimType',
    caughtBy: ['scim.bulk.error-keyword'],
    around: bodies(isBulk, (body) =>
      eachOperation(body, (operation) => {
        const { response } = operation
        return isJsonObject(response) ? { ...operation, response: without(response, 'scimType') } : operation
      }),
    ),
  },
  {
    name: 'bulk-limits-not-stated',
    says: 'ServiceProviderConfig advertises bulk with limits of 0',
    caughtBy: ['scim.bulk-limits.defined'],
    around: bodies(on('GET', /^\/ServiceProviderConfig\/?$/), (body) => ({
      ...body,
      bulk: { supported: true, maxOperations: 0, maxPayloadSize: 0 },
    })),
  },
  {
    name: 'bulk-excess-answers-400',
    says: 'a bulk request that exceeds a limit returns 400',
    caughtBy: ['scim.bulk-limits.operations', 'scim.bulk-limits.payload'],
    around: failing(413, (response) => restated(response, 400), isBulk),
  },
  {
    name: 'bulk-excess-unexplained',
    says: 'a bulk request that exceeds a limit returns 413 and does not name the limit',
    caughtBy: ['scim.bulk-limits.operations', 'scim.bulk-limits.payload'],
    around: failing(
      413,
      (response) => withBody(response, { ...Object(response.body), detail: 'Request Entity Too Large' }),
      isBulk,
    ),
  },
  {
    name: 'bulk-answer-is-list',
    says: 'the bulk response has the schema of ListResponse',
    caughtBy: ['scim.exchange.bulk-schemas'],
    around: bodies(isBulk, (body) => ({ ...body, schemas: [LIST_RESPONSE_MESSAGE] })),
  },
  {
    name: 'bulk-answer-repeats-fail-on-errors',
    says: 'the bulk response repeats failOnErrors',
    caughtBy: ['scim.exchange.bulk-fail-on-errors'],
    around: bodies(isBulk, (body) => ({ ...body, failOnErrors: 1 })),
  },
  {
    name: 'bulk-methods-missing',
    says: 'a bulk result has no method',
    caughtBy: ['scim.exchange.bulk-method'],
    around: bodies(isBulk, (body) => eachOperation(body, (operation) => without(operation, 'method'))),
  },
  {
    name: 'bulk-errors-missing',
    says: 'a failed bulk result has no response',
    caughtBy: ['scim.exchange.bulk-response', 'scim.exchange.bulk-detail'],
    around: bodies(isBulk, (body) => eachOperation(body, (operation) => without(operation, 'response'))),
  },
]
