import { type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import { isJsonObject, USER_SCHEMA } from '../../mocks/protocol/index.ts'
import { member } from '../support/index.ts'
import { follow, idAt, listed, membership, requireMembers } from './support/membership.ts'
import { isAbsoluteUri } from './support/values.ts'

/** A `$ref` with its context. */
interface Reference {
  /** The list that contains it: `members` of the Group, or `groups` of the User. */
  readonly list: 'members' | 'groups'
  readonly value: unknown
  readonly reference: string
  /** The location of the resource that contains it. */
  readonly shownAt: string
}

/**
 * Returns every `$ref` at both ends of a membership. Ends the check as inapplicable if there is none, because `$ref` is
 * optional.
 */
async function references(context: CheckContext): Promise<Reference[]> {
  const { once, scim, target, inapplicable } = context
  requireMembers(context)
  const { user, group } = await once(membership)
  const ends = [
    { list: 'members', resource: group },
    ...(target.attribute(USER_SCHEMA, 'groups') === undefined ? [] : [{ list: 'groups', resource: user } as const]),
  ] as const
  const found: Reference[] = []
  for (const { list, resource } of ends)
    for (const element of await listed(context, resource, list)) {
      const reference = member(element, '$ref')
      const shownAt = `${target.baseUrl}${scim.pathOf(resource)}`
      if (typeof reference === 'string' && reference !== '')
        found.push({ list, value: member(element, 'value'), reference, shownAt })
    }
  if (found.length === 0) inapplicable('the server returns no $ref of a member or a group')
  return found
}

const ROWS = { members: 'rfc7643-4.2-06', groups: 'rfc7643-4.1.2-10' } as const

/** Checks that each `$ref` leads to the resource that it names (RFC 7643 §2.3.7, §4.1.2 and §4.2). */
export const referenceLeads: Check = defineCheck({
  id: 'scim.reference.leads-to-resource',
  title: '$ref of a member and of a group is an HTTP URL, and a GET of it returns the resource',
  requirements: ['rfc7643-2.3.7-03', 'rfc7643-2.3.7-04', 'rfc7643-4.2-06', 'rfc7643-4.1.2-10'],
  dependsOn: ['groups'],
  async run(context) {
    const { expect, requirement, inapplicable } = context
    const absolute = (await references(context)).filter(({ reference }) => isAbsoluteUri(reference))
    if (absolute.length === 0) inapplicable('each $ref is relative')
    for (const { list, value, reference } of absolute) {
      await requirement('rfc7643-2.3.7-03', () =>
        expect(reference, `$ref of ${list}`).to.match(/^(?:https?|urn):/i, 'an http URL or a URN'),
      )
      if (!/^https?:/i.test(reference)) continue
      const response = await follow(context, new URL(reference))
      if (response === undefined) continue
      await requirement(ROWS[list], () => expect(response, `$ref of ${list}`).to.not.be.answered(404))
      if (!response.isSuccess) continue
      const id = isJsonObject(response.body) ? response.body['id'] : undefined
      for (const row of ['rfc7643-2.3.7-04', ROWS[list]])
        await requirement(row, () => expect(id, `id of the resource at $ref of ${list}`).to.equal(value))
    }
  },
})

/** Checks that a relative `$ref` is resolved against the base URL (RFC 7643 §2.3.7). */
export const relativeReferences: Check = defineCheck({
  id: 'scim.reference.relative',
  title: 'A relative $ref, resolved against the base URL, returns its resource',
  requirements: ['rfc7643-2.3.7-02'],
  dependsOn: ['groups'],
  async run(context) {
    const { expect, target, inapplicable, warn } = context
    const relative = (await references(context)).filter(({ reference }) => !isAbsoluteUri(reference))
    if (relative.length === 0) inapplicable('no $ref is relative')
    for (const { list, value, reference, shownAt } of relative) {
      const found = await idAt(context, reference, `${target.baseUrl}/`)
      // The examples of RFC 7643 §8 write "../Users/…", which is correct relative to the location of the resource.
      if (found !== value && (await idAt(context, reference, shownAt)) === value)
        warn(`$ref of ${list} is relative to its resource, not to the base URL: ${reference}`)
      else expect(found, `id of the resource at $ref of ${list}, ${reference}`).to.equal(value)
    }
  },
})
