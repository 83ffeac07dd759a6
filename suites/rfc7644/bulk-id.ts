import { type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA, isJsonObject, type JsonObject } from '../../mocks/protocol/index.ts'
import { elementsOf, requireDeclared, stringAt } from '../support/index.ts'
import {
  type BulkOperation,
  bulk,
  createdBy,
  creation,
  isDone,
  isRefused,
  pathOf,
  processed,
  resultOf,
  resultsOf,
  statusOf,
} from './support/bulk.ts'

const dependsOn = ['bulk', 'groups'] as const

/** Returns an operation that creates a Group whose members are named by bulkId. */
function groupOf({ given, target }: CheckContext, ...bulkIds: readonly string[]): BulkOperation {
  const data = given.groupBody({ members: bulkIds.map((id) => ({ value: `bulkId:${id}` })) })
  return { method: 'POST', path: target.endpoint('Group'), bulkId: given.unique('group'), data }
}

const idOf = ({ bulkId }: BulkOperation): string => String(bulkId)

/** Reads the resource that an operation created. Throws AssertionError if there is none. */
async function created(
  context: CheckContext,
  operation: BulkOperation,
  result: JsonObject | undefined,
): Promise<JsonObject> {
  const { scim, expect } = context
  expect(statusOf(result), 'status of the operation').to.fit(() => isDone(result), '2xx')
  const path = pathOf(context, result) ?? (await createdBy(context, operation))
  const response = await scim.get(path ?? '')
  expect(response).to.have.status(200)
  return response.resource
}

const membersOf = (group: JsonObject): unknown[] => elementsOf(group, 'members').map(({ value }) => value)

/** Checks that each result of a POST has the bulkId of its operation (RFC 7644 §3.7). */
export const bulkIdsAreReturned: Check = defineCheck({
  id: 'scim.bulk-id.returned',
  title: 'The result of each POST has the bulkId of its operation, and its location is the created User',
  requirements: ['rfc7644-3.7-20'],
  dependsOn: ['bulk'],
  async run(context) {
    const { expect } = context
    const operations = [await creation(context), await creation(context)]
    const results = await processed(context, operations)
    for (const operation of operations) {
      const own = results.filter(({ bulkId }) => bulkId === operation['bulkId'])
      expect(own.length, `results with the bulkId ${idOf(operation)}`).to.equal(1)
      const { data } = operation
      const sent = isJsonObject(data) ? data['userName'] : undefined
      const { userName } = await created(context, operation, own[0])
      expect(String(userName).toLowerCase(), 'userName at the location of the result').to.equal(
        String(sent).toLowerCase(),
      )
    }
  },
})

/** Checks that a member can refer by bulkId to a User that an earlier or later operation creates (RFC 7644 §3.7.2). */
export const referencesAreResolved: Check = defineCheck({
  id: 'scim.bulk-id.references',
  title: 'A member "bulkId:…" becomes the id of the User that the same request creates',
  requirements: ['rfc7644-3.7.2-01', 'rfc7644-3.7-21'],
  dependsOn,
  async run(context) {
    const { expect, requirement, target, warn } = context
    requireDeclared(context, GROUP_SCHEMA, 'members')
    const user = await creation(context)
    const group = groupOf(context, idOf(user))
    const results = await processed(context, [user, group])
    await requirement('rfc7644-3.7.2-01', async () => {
      const { id } = await created(context, user, resultOf(results, user))
      expect(membersOf(await created(context, group, resultOf(results, group))), 'members').to.deep.equal([id])
    })
    const later = await creation(context)
    const early = groupOf(context, idOf(later))
    const reversed = await processed(context, [early, later])
    await requirement('rfc7644-3.7-21', async () => {
      const { id } = await created(context, later, resultOf(reversed, later))
      const result = resultOf(reversed, early)
      if (isRefused(result)) {
        warn(`a reference to a later operation is rejected with ${statusOf(result)}`)
        if (!target.capabilities.filter) return
        expect(await createdBy(context, early), 'location of the group whose operation failed').to.equal(undefined)
      } else expect(membersOf(await created(context, early, result)), 'members').to.deep.equal([id])
    })
  },
})

/** Checks that an attribute of an extension can refer to a User by bulkId (RFC 7644 §3.7.2). */
export const extensionReference: Check = defineCheck({
  id: 'scim.bulk-id.extension',
  title: 'manager.value "bulkId:…" becomes the id of the User that the same request creates',
  requirements: ['rfc7644-3.7.2-02'],
  dependsOn: ['bulk', 'enterprise'],
  async run(context) {
    const { expect } = context
    requireDeclared(context, ENTERPRISE_USER_SCHEMA, 'manager.value')
    const boss = await creation(context)
    const plain = await creation(context)
    const data = isJsonObject(plain['data']) ? plain['data'] : {}
    const extension = data[ENTERPRISE_USER_SCHEMA]
    const report: BulkOperation = {
      ...plain,
      data: {
        ...data,
        schemas: [...new Set([data['schemas'] ?? [], ENTERPRISE_USER_SCHEMA].flat())],
        [ENTERPRISE_USER_SCHEMA]: {
          ...(isJsonObject(extension) ? extension : {}),
          manager: { value: `bulkId:${idOf(boss)}` },
        },
      },
    }
    const results = await processed(context, [boss, report])
    const { id } = await created(context, boss, resultOf(results, boss))
    const held = (await created(context, report, resultOf(results, report)))[ENTERPRISE_USER_SCHEMA]
    expect(stringAt(isJsonObject(held) ? held : {}, 'manager.value'), 'manager.value').to.equal(id)
  },
})

/** Checks that a reference to an unknown bulkId is rejected (RFC 7644 §3.7.2). */
export const unknownReference: Check = defineCheck({
  id: 'scim.bulk-id.unknown',
  title: 'A reference to an unknown bulkId is rejected, and not stored unresolved',
  requirements: ['rfc7644-3.7.2-04'],
  dependsOn,
  async run(context) {
    const { scim, expect, warn } = context
    requireDeclared(context, GROUP_SCHEMA, 'members')
    const operation = groupOf(context, context.given.unique('none'))
    const response = await bulk(context, [operation])
    if (!response.isSuccess) {
      expect(response).to.be.refused()
      return
    }
    const result = resultOf(resultsOf(response), operation)
    if (isDone(result)) {
      const path = pathOf(context, result) ?? (await createdBy(context, operation))
      const members = path === undefined ? [] : membersOf((await scim.get(path)).resource)
      expect(
        members.map(String).filter((value) => value.startsWith('bulkId:')),
        'members',
      ).to.deep.equal([])
    }
    expect(statusOf(result), 'status of the operation').to.fit(() => isRefused(result), '4xx or 5xx')
    if (!/^4(?:00|09)$/.test(statusOf(result))) warn(`RFC 7644 suggests 400 or 409: ${statusOf(result)}`)
  },
})

/** Checks that a duplicate bulkId is rejected (RFC 7644 §3.7.2). */
export const doubledIds: Check = defineCheck({
  id: 'scim.bulk-id.unique',
  title: 'A bulk request with the same bulkId twice is rejected, as a whole or in its second operation',
  requirements: ['rfc7644-3.7.2-03'],
  dependsOn: ['bulk'],
  async run(context) {
    const { expect, warn } = context
    const first = await creation(context)
    const second = { ...(await creation(context)), bulkId: idOf(first) }
    const response = await bulk(context, [first, second])
    // The rule applies to the client.
    if (!response.isSuccess) expect(response).to.be.refused()
    else if (!resultsOf(response).some(isRefused)) warn(`the same bulkId twice is accepted: ${response.describe()}`)
  },
})

/** Checks two resources that refer to each other by bulkId (RFC 7644 §3.7.1). */
export const circle: Check = defineCheck({
  id: 'scim.bulk-id.circle',
  title: 'Two Groups that are members of each other are created and linked, or rejected with 409',
  requirements: ['rfc7644-3.7.1-01', 'rfc7644-3.7.1-02'],
  dependsOn,
  async run(context) {
    const { scim, given, expect, target, inapplicable } = context
    requireDeclared(context, GROUP_SCHEMA, 'members')
    const inner = await given.group()
    const outer = await scim.post(target.endpoint('Group'), given.groupBody({ members: [{ value: inner.id }] }))
    const isNested = outer.isSuccess && outer.body !== undefined && membersOf(outer.resource).includes(inner.id)
    if (!isNested) inapplicable(`a Group cannot be a member of a Group: ${outer.describe()}`)
    const name = given.unique('second')
    const first = groupOf(context, name)
    const second = { ...groupOf(context, idOf(first)), bulkId: name }
    const response = await bulk(context, [first, second])
    if (!response.isSuccess) {
      expect(response).to.have.status(409)
      return
    }
    const results = resultsOf(response)
    if ([first, second].some((operation) => statusOf(resultOf(results, operation)) === '409')) return
    const [one, two] = [
      await created(context, first, resultOf(results, first)),
      await created(context, second, resultOf(results, second)),
    ]
    expect([membersOf(one), membersOf(two)], 'members of the two Groups').to.deep.equal([[two['id']], [one['id']]])
  },
})
