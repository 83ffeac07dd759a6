import { isJsonObject, type JsonObject, type JsonValue, type ScimResource } from '../../protocol/index.ts'
import type { Deviation } from './deviation.ts'
import { isGroup, isUser } from './request-conditions.ts'
import { resources } from './rewriters.ts'

/** Rewrites each `$ref` in a list of a resource. */
function rewritten(
  resource: ScimResource,
  list: 'members' | 'groups',
  change: (element: JsonObject) => JsonValue,
): JsonObject {
  const elements = resource[list]
  if (!Array.isArray(elements)) return resource
  return {
    ...resource,
    [list]: elements.map((one) => (isJsonObject(one) ? { ...one, $ref: change(one) } : one)),
  }
}

/** Deviations in references (RFC 7643 §2.3.7). */
export const referenceDeviations: readonly Deviation[] = [
  {
    name: 'member-references-wrong',
    says: '$ref of a member is the URL of the Group itself',
    caughtBy: ['scim.reference.leads-to-resource'],
    around: resources(isGroup, (group) => rewritten(group, 'members', () => group.meta?.location ?? null)),
  },
  {
    name: 'group-references-wrong',
    says: '$ref of a group of a User is the URL of the User itself',
    caughtBy: ['scim.reference.leads-to-resource'],
    around: resources(isUser, (user) => rewritten(user, 'groups', () => user.meta?.location ?? null)),
  },
  {
    name: 'references-by-ldap',
    says: '$ref of a member is an LDAP URL',
    caughtBy: ['scim.reference.leads-to-resource'],
    around: resources(isGroup, (group) =>
      rewritten(group, 'members', ({ value }) => `ldap://directory.invalid/uid=${String(value)}`),
    ),
  },
  {
    name: 'references-without-base-path',
    says: '$ref of a member is relative, and lacks the path of the base URL',
    caughtBy: ['scim.reference.relative'],
    around: resources(isGroup, (group) => rewritten(group, 'members', ({ value }) => `/Users/${String(value)}`)),
  },
]
