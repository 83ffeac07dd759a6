import { type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import {
  BULK_REQUEST_MESSAGE,
  BULK_RESPONSE_MESSAGE,
  isJsonObject,
  type JsonObject,
} from '../../mocks/protocol/index.ts'
import { type CreatedResource, eventuallyReturns, read, userWithExistingName } from '../support/index.ts'
import {
  type BulkOperation,
  bulk,
  createdBy,
  creation,
  failure,
  isDone,
  pathOf,
  processed,
  resultOf,
  resultsOf,
  statusOf,
} from './support/bulk.ts'
import { patchOf, plainString } from './support/changes.ts'
import { replaced } from './support/replacing.ts'

const dependsOn = ['bulk'] as const

/** Returns the path of a resource below the base URL. */
const at = ({ scim }: CheckContext, resource: CreatedResource): string => scim.pathOf(resource)

/** Checks the simplest bulk request; if it fails, all other bulk checks would fail too (RFC 7644 §3.7). */
export const isProcessed: Check = defineCheck({
  id: 'scim.bulk.processed',
  title: 'A bulk request with one failing operation returns 200, and the other operations are executed',
  requirements: ['rfc7644-3.7-16', 'rfc7644-3.7-18', 'rfc7644-3.7.3-01'],
  dependsOn,
  decides: { ability: 'bulk', requirement: 'rfc7644-3.7-16' },
  async run(context) {
    const { expect, requirement, eventually } = context
    const [first, second] = [await creation(context), await creation(context)]
    const operations = [failure(context), first, second]
    const response = await bulk(context, operations)
    await requirement('rfc7644-3.7-16', () => expect(response).to.have.status(200))
    if (response.status !== 200) return
    await requirement('rfc7644-3.7-18', async () => {
      for (const operation of [first, second])
        await eventually(async () => {
          const path = await createdBy(context, operation)
          expect(path, 'location of the User that an operation after the failure creates').to.be.a('string')
        })
    })
    await requirement('rfc7644-3.7.3-01', () =>
      expect(resultsOf(response).length, 'number of results of three operations').to.equal(operations.length),
    )
  },
})

/** Checks that a bulk request that is not JSON is rejected (RFC 7644 §3.7). */
export const isUnprocessable: Check = defineCheck({
  id: 'scim.bulk.malformed-json',
  title: 'A bulk request that is not JSON returns an error',
  requirements: ['rfc7644-3.7-17'],
  dependsOn,
  async run({ scim, expect }) {
    expect(await scim.request({ method: 'POST', path: '/Bulk', text: '{"schemas": [' })).to.be.refused()
  },
})

/**
 * Checks a bulk request without the BulkRequest schema. The rule applies to the client, so acceptance is only a warning
 * (RFC 7644 §3.7).
 */
export const schemasAreNamed: Check = defineCheck({
  id: 'scim.bulk.schemas',
  title: 'A bulk request without BulkRequest in schemas is rejected',
  requirements: ['rfc7644-3.7-01'],
  dependsOn,
  async run(context) {
    const { expect, warn } = context
    const response = await bulk(context, [failure(context)], { schemas: [BULK_RESPONSE_MESSAGE] })
    if (response.isSuccess) warn(`a request with the BulkResponse schema is accepted: ${response.describe()}`)
    else expect(response).to.be.refused()
  },
})

/** Checks that a bulk request without Operations is rejected (RFC 7644 §3.7). */
export const operationsAreNamed: Check = defineCheck({
  id: 'scim.bulk.operations',
  title: 'A bulk request without Operations is rejected',
  requirements: ['rfc7644-3.7-05'],
  dependsOn,
  async run({ scim, expect, warn }) {
    const response = await scim.post('/Bulk', { schemas: [BULK_REQUEST_MESSAGE] })
    if (response.isSuccess) warn(`a bulk request without Operations is accepted: ${response.describe()}`)
    else expect(response).to.be.refused()
  },
})

/** Checks that failOnErrors is optional (RFC 7644 §3.7). */
export const failOnErrorsIsOptional: Check = defineCheck({
  id: 'scim.bulk.fail-on-errors-optional',
  title: 'A bulk request is processed with and without failOnErrors',
  requirements: ['rfc7644-3.7-03'],
  dependsOn,
  async run(context) {
    for (const members of [{}, { failOnErrors: 2 }]) await processed(context, [failure(context)], members)
  },
})

/** Checks that the server stops after failOnErrors failures (RFC 7644 §3.7). */
export const failOnErrorsStops: Check = defineCheck({
  id: 'scim.bulk.fail-on-errors',
  title: 'After as many failures as failOnErrors says, no further operation is executed',
  requirements: ['rfc7644-3.7-19'],
  dependsOn: ['bulk', 'filter'],
  async run(context) {
    const { expect } = context
    const late = await creation(context)
    const response = await bulk(context, [failure(context), late], { failOnErrors: 1 })
    expect(await createdBy(context, late), 'location of the User of the operation after the failure').to.equal(
      undefined,
    )
    expect(resultOf(resultsOf(response), late), 'the result of the operation after the failure').to.not.fit(
      () => isDone(resultOf(resultsOf(response), late)),
      'a success',
    )
  },
})

/** Sends operations and judges the status of each result. */
async function expectStatuses(
  context: CheckContext,
  operations: readonly (readonly [BulkOperation, RegExp])[],
): Promise<readonly JsonObject[]> {
  const { expect, note, requirement, warn } = context
  const sent = operations.map(([operation]) => operation)
  const results = await processed(context, sent)
  for (const [operation, status] of operations)
    await requirement('rfc7644-3.7.3-03', () => {
      const result = resultOf(results, operation, sent)
      // A result without a location cannot be assigned to its operation; scim.exchange.bulk-location reports that.
      if (result === undefined && results.some(({ location }) => location === undefined))
        return void note(`no result has the method ${operation['method']} and the path ${String(operation['path'])}`)
      expect(statusOf(result), `status of ${operation['method']}`).to.match(status)
      if (isJsonObject(result?.['status'])) warn(`status of ${operation['method']} is an object with a code`)
    })
  return results
}

/** Checks that POST, PUT and DELETE work within a bulk request as in single requests (RFC 7644 §3.7). */
export const methodsTakeEffect: Check = defineCheck({
  id: 'scim.bulk.methods',
  title: 'POST, PUT and DELETE in a bulk request have the same effect and status as single requests',
  requirements: ['rfc7644-3.7-22', 'rfc7644-3.7.3-03'],
  dependsOn,
  async run(context) {
    const { scim, given, expect, requirement } = context
    const name = plainString(context)
    const [put, removed] = [await given.user(), await given.user()]
    const create = await creation(context, { [name]: 'Created' })
    const data = { ...(await given.userBody({ [name]: 'Replaced' })), userName: put['userName'] ?? '', id: put.id }
    const results = await expectStatuses(context, [
      [create, /^201$/],
      [{ method: 'PUT', path: at(context, put), data }, /^200$/],
      [{ method: 'DELETE', path: at(context, removed) }, /^204$/],
      [failure(context), /^4\d\d$/],
    ])
    await requirement('rfc7644-3.7-22', async () => {
      const path = pathOf(context, resultOf(results, create)) ?? (await createdBy(context, create))
      expect(path, 'location of the created User').to.be.a('string')
      expect((await scim.get(String(path))).resource[name], `${name} after POST`).to.equal('Created')
      await eventuallyReturns(context, put, (shown) => expect(shown[name], `${name} after PUT`).to.equal('Replaced'))
      expect(await scim.get(removed), 'the User after DELETE').to.have.status(404)
    })
  },
})

/** Checks that PATCH works within a bulk request as in a single request (RFC 7644 §3.7). */
export const patchTakesEffect: Check = defineCheck({
  id: 'scim.bulk.patch',
  title: 'PATCH in a bulk request has the same effect and status as a single request',
  requirements: ['rfc7644-3.7-22', 'rfc7644-3.7.3-03'],
  dependsOn: ['bulk', 'patch', 'patch.attribute'],
  async run(context) {
    const { given, expect, requirement } = context
    const [name, user] = [plainString(context), await given.user()]
    const data = patchOf({ op: 'replace', path: name, value: 'Patched' })
    await expectStatuses(context, [[{ method: 'PATCH', path: at(context, user), data }, /^20[04]$/]])
    await requirement('rfc7644-3.7-22', () =>
      eventuallyReturns(context, user, (shown) => expect(shown[name], `${name} after PATCH`).to.equal('Patched')),
    )
  },
})

/** Checks that an operation with an outdated version is rejected (RFC 7644 §3.7). */
export const versionIsCompared: Check = defineCheck({
  id: 'scim.bulk.version',
  title: 'A bulk operation with an outdated version is rejected with 412 or 409',
  requirements: ['rfc7644-3.7-08'],
  dependsOn: ['bulk', 'etag'],
  async run(context) {
    const { scim, given, expect, skip } = context
    const name = plainString(context)
    const data = await given.userBody({ [name]: 'Before' })
    const created = await scim.post(context.target.endpoint('User'), data)
    if (!created.isSuccess || created.body === undefined)
      skip(`a User cannot be created: ${created.describe()}`, 'create.user')
    const user = await read(context, created.resource)
    const version = user.meta?.version ?? skip('meta has no version', 'scim.version.in-meta')
    const path = at(context, user)
    await replaced(context, user, { ...data, id: user.id, [name]: 'Between' })
    const operation = { method: 'PUT', path, version, data: { ...data, id: user.id, [name]: 'After' } }
    const [result] = await processed(context, [operation])
    await eventuallyReturns(context, user, (shown) => expect(shown[name], name).to.equal('Between'))
    expect(statusOf(result), 'status of a PUT with an outdated version').to.be.oneOf(['412', '409'])
  },
})

/** Checks that an operation in a bulk request reports the error keywords of RFC 7644 §3.12, table 9. */
export const keywordsApply: Check = defineCheck({
  id: 'scim.bulk.error-keyword',
  title: 'A duplicate userName in a bulk request fails with 409 uniqueness, as in a single request',
  requirements: ['rfc7644-3.12-28'],
  dependsOn,
  async run(context) {
    const { expect } = context
    const { userName = '' } = await userWithExistingName(context)
    const operation = await creation(context, { userName })
    const result = resultOf(await processed(context, [operation]), operation)
    expect(statusOf(result), 'status of the operation').to.equal('409')
    const { response } = result ?? {}
    expect(isJsonObject(response) ? response['scimType'] : undefined, 'scimType').to.equal('uniqueness')
  },
})

/** Checks that a server without bulk support rejects a bulk request (RFC 7644 §3.7). */
export const unsupported: Check = defineCheck({
  id: 'scim.bulk.unsupported',
  title: 'A server that does not advertise bulk rejects a bulk request',
  requirements: ['rfc7644-3.7-23'],
  async run(context) {
    const { expect, target, inapplicable, note } = context
    if (target.capabilities.bulk) inapplicable(`the server supports bulk: ${target.capabilityReasons.bulk}`)
    const operation = await creation(context)
    const response = await bulk(context, [operation])
    note(`bulk is not advertised, and a bulk request is answered: ${response.describe()}`)
    if (!response.isSuccess) expect(response).to.be.refused({ notImplemented: true })
    else
      expect(await createdBy(context, operation), 'location of the User after a successful response').to.be.a('string')
  },
})
