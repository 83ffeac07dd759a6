import { isJsonObject, type JsonObject } from '../../protocol/index.ts'
import { applying, type Listed, listOf } from './applying.ts'
import type { Deviation } from './deviation.ts'
import { operationsOf, opOf, pathOf, withBody } from './message-parts.ts'
import { isPatch } from './request-conditions.ts'
import { failing, operations } from './rewriters.ts'

/** Skips some operations, depending on the content of the resource. */
const skipping = (isSkipped: (operation: Listed[number], attributes: JsonObject) => boolean) =>
  applying((correct, attributes, listed, context) =>
    correct(
      attributes,
      listed.filter((operation) => !isSkipped(operation, attributes)),
      context,
    ),
  )

/** Makes an operation on a complex attribute remove its sub-attributes first. */
const clearingFirst = (op: string) =>
  operations((operation) =>
    opOf(operation) === op && pathOf(operation) === 'name' ? [{ op: 'remove', path: 'name' }, operation] : operation,
  )

/** Deviations in add, remove and replace (RFC 7644 §3.5.2.1 to §3.5.2.3). */
export const patchOperationDeviations: readonly Deviation[] = [
  {
    name: 'add-to-missing-ignored',
    says: 'an add or replace of an attribute without a value changes nothing, and succeeds',
    caughtBy: ['scim.patch.add-to-missing', 'scim.patch.replace-missing'],
    engine: skipping(({ path = '' }, attributes) => /^\w+$/.test(path) && attributes[path] === undefined),
  },
  {
    name: 'add-without-path-replaces',
    says: 'an add without a path replaces the lists that it names',
    caughtBy: ['scim.patch.add-without-path'],
    around: operations((operation) =>
      opOf(operation) === 'add' && pathOf(operation) === '' ? { ...operation, op: 'replace' } : operation,
    ),
  },
  {
    name: 'add-to-complex-replaces',
    says: 'an add of some sub-attributes of name removes the others',
    caughtBy: ['scim.patch.add-to-complex'],
    around: clearingFirst('add'),
  },
  {
    name: 'replace-of-complex-clears',
    says: 'a replace of some sub-attributes of name removes the others',
    caughtBy: ['scim.patch.replace-complex'],
    around: clearingFirst('replace'),
  },
  {
    name: 'add-replaces-list',
    says: 'an add of an e-mail replaces the existing ones',
    caughtBy: ['scim.patch.add-appends'],
    around: operations((operation) =>
      opOf(operation) === 'add' && pathOf(operation) === 'emails' ? { ...operation, op: 'replace' } : operation,
    ),
  },
  {
    name: 'add-keeps-single-value',
    says: 'an add to a single-valued attribute that has a value changes nothing, and succeeds',
    caughtBy: ['scim.patch.add-replaces-single'],
    engine: skipping(({ op, path = '' }, attributes) => op === 'add' && typeof attributes[path] === 'string'),
  },
  {
    name: 'add-at-filter-writes-all',
    says: 'an add with a filter that matches nothing changes every element',
    caughtBy: ['scim.patch.add-filter-no-match'],
    around: operations((operation) =>
      opOf(operation) === 'add'
        ? { ...operation, path: pathOf(operation).replace(/^emails\[.*\]/, 'emails') }
        : operation,
    ),
  },
  {
    name: 'member-object-ignored',
    says: 'an add of members with an object instead of an array changes nothing, and succeeds',
    caughtBy: ['scim.patch.member-as-object'],
    around: operations((operation) =>
      pathOf(operation) === 'members' && isJsonObject(operation['value']) ? [] : operation,
    ),
  },
  {
    name: 'remove-at-filter-removes-all',
    says: 'a remove at a filter removes every element',
    caughtBy: ['scim.patch.remove-by-filter', 'scim.patch.remove-by-compound-filter'],
    around: operations((operation) =>
      opOf(operation) === 'remove' ? { ...operation, path: pathOf(operation).replace(/\[.*\]$/, '') } : operation,
    ),
  },
  {
    name: 'compound-filter-cut',
    says: 'only the first of two conditions in a path filter is applied',
    caughtBy: ['scim.patch.remove-by-compound-filter'],
    around: operations((operation) => ({ ...operation, path: pathOf(operation).replace(/ and [^\]]*\]/, ']') })),
  },
  {
    name: 'last-member-stays',
    says: 'the last member of a group cannot be removed, and the PATCH succeeds',
    caughtBy: ['scim.patch.remove-last-member'],
    engine: applying((correct, attributes, listed, context) => {
      const next = correct(attributes, listed, context)
      const { members } = attributes
      return members !== undefined && next['members'] === undefined ? { ...next, members } : next
    }),
  },
  {
    name: 'remove-sub-attribute-removes-whole',
    says: 'a remove of one sub-attribute of name removes name',
    caughtBy: ['scim.patch.remove-sub-attribute'],
    around: operations((operation) =>
      opOf(operation) === 'remove' ? { ...operation, path: pathOf(operation).replace(/^name\..*/, 'name') } : operation,
    ),
  },
  {
    name: 'remove-of-required-ignored',
    says: 'a remove of userName changes nothing, and succeeds',
    caughtBy: ['scim.patch.remove-required'],
    around: operations((operation) =>
      opOf(operation) === 'remove' && pathOf(operation) === 'userName' ? [] : operation,
    ),
  },
  {
    name: 'remove-of-read-only-ignored',
    says: 'a remove of id or meta changes nothing, and succeeds',
    caughtBy: ['scim.patch.remove-read-only'],
    around: operations((operation) =>
      opOf(operation) === 'remove' && /^(?:id|meta)$/.test(pathOf(operation)) ? [] : operation,
    ),
  },
  {
    name: 'remove-names-other-reason',
    says: 'a remove of a required or readOnly attribute is rejected with invalidValue, not mutability',
    caughtBy: ['scim.patch.remove-required', 'scim.patch.remove-read-only'],
    around: failing(400, (response) =>
      isJsonObject(response.body) && response.body['scimType'] === 'mutability'
        ? withBody(response, { ...response.body, scimType: 'invalidValue' })
        : response,
    ),
  },
  {
    name: 'replace-appends',
    says: 'a replace of a multi-valued attribute keeps the existing elements',
    caughtBy: ['scim.patch.replace-list', 'scim.patch.replace-members'],
    around: operations((operation) =>
      /^(?:emails|members)$/.test(pathOf(operation)) && opOf(operation) === 'replace'
        ? { ...operation, op: 'add' }
        : operation,
    ),
  },
  {
    name: 'replace-at-filter-changes-first',
    says: 'a replace at a filter changes only the first matching element',
    caughtBy: ['scim.patch.replace-by-filter'],
    engine: applying((correct, attributes, listed, context) => {
      const next = correct(attributes, listed, context)
      if (!listed.some(({ op, path = '' }) => op === 'replace' && path.startsWith('emails['))) return next
      const [before, after] = [listOf(attributes, 'emails'), listOf(next, 'emails')]
      const first = after.findIndex((element, index) => JSON.stringify(element) !== JSON.stringify(before[index]))
      return { ...next, emails: after.map((element, index) => (index > first ? (before[index] ?? element) : element)) }
    }),
  },
  {
    name: 'replace-at-nothing-succeeds',
    says: 'a replace at a filter that matches nothing changes nothing, and succeeds',
    caughtBy: ['scim.patch.replace-no-match'],
    around: failing(400, (response, request) =>
      isPatch(request) &&
      isJsonObject(response.body) &&
      response.body['scimType'] === 'noTarget' &&
      operationsOf(request).some((one) => opOf(one) === 'replace')
        ? { status: 204, headers: {} }
        : response,
    ),
  },
]
