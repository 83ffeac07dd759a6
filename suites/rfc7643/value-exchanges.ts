import type { Invariant } from '../../harness/index.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { isAssigned, member } from '../support/index.ts'
import { overResources } from './support/over-resources.ts'
import { isGroup, isPlain, isUser } from './support/shown.ts'
import { USER_LISTS } from './support/values.ts'

const elementsIn = (resource: JsonObject): { name: string; element: JsonValue }[] =>
  [...USER_LISTS, 'members'].flatMap((name) => {
    const value = member(resource, name)
    return Array.isArray(value) ? value.map((element) => ({ name, element })) : []
  })

/** Checks that multi-valued attributes are arrays. */
export const listsAreArrays: Invariant = overResources(
  {
    id: 'scim.exchange.lists-are-arrays',
    title: 'The multi-valued attributes of Users and Groups are arrays of objects, even with one element',
    requirements: ['rfc7643-2.4-01', 'rfc7643-2.4-02'],
  },
  (resource, exchange) =>
    isUser(resource, exchange)
      ? USER_LISTS.some((name) => isAssigned(member(resource, name)))
      : isGroup(resource, exchange),
  (resource, expect, exchange) => {
    const names = isUser(resource, exchange) ? USER_LISTS : ['members']
    const single = names.filter((name) => {
      const value = member(resource, name)
      return isAssigned(value) && !Array.isArray(value)
    })
    expect(single, 'attributes that are not an array').to.be.empty
    const odd = elementsIn(resource).filter(({ element }) => !isJsonObject(element))
    expect(odd, 'elements that are not an object').to.be.empty
  },
)

const PARTS = { type: 'string', display: 'string', $ref: 'string', primary: 'boolean' }

/** Checks the types of the sub-attributes that RFC 7643 §2.4 defines: strings, and a boolean for `primary`. */
export const predefinedParts: Invariant = overResources(
  {
    id: 'scim.exchange.predefined-parts',
    title: 'type, display and $ref of an element are strings, and primary is a boolean',
    requirements: ['rfc7643-2.4-03', 'rfc7643-2.3.2-01'],
  },
  (resource, exchange) =>
    (isUser(resource, exchange) || isGroup(resource, exchange)) && elementsIn(resource).length > 0,
  (resource, expect) => {
    const odd = elementsIn(resource).flatMap(({ name, element }) =>
      Object.entries(PARTS).flatMap(([part, type]) => {
        const value = member(element, part)
        return isAssigned(value) && typeof value !== type ? [{ [`${name}.${part}`]: value }] : []
      }),
    )
    expect(odd, 'sub-attributes of another type').to.be.empty
  },
)

/** Checks that at most one element of a multi-valued attribute is primary. */
export const onePrimary: Invariant = overResources(
  {
    id: 'scim.exchange.one-primary',
    title: 'At most one element of an attribute is primary',
    requirements: ['rfc7643-2.4-04'],
  },
  (resource) => elementsIn(resource).some(({ element }) => member(element, 'primary') === true),
  (resource, expect) => {
    const primary = elementsIn(resource).filter(({ element }) => member(element, 'primary') === true)
    const crowded = USER_LISTS.filter((name) => primary.filter((one) => one.name === name).length > 1)
    expect(crowded, 'attributes with more than one primary element').to.be.empty
  },
)

/** Checks that every User has a userName. */
export const usersHaveNames: Invariant = overResources(
  {
    id: 'scim.exchange.user-name',
    title: 'Each complete User has a non-empty userName',
    requirements: ['rfc7643-4.1.1-01'],
  },
  (resource, exchange) => isPlain(exchange) && isUser(resource, exchange),
  (resource, expect) => void expect(member(resource, 'userName'), 'userName').to.be.a('string').that.is.not.empty,
)

/** Checks that no response contains a password. */
export const noPassword: Invariant = overResources(
  {
    id: 'scim.exchange.no-password',
    title: 'No response contains the password of a User',
    requirements: ['rfc7643-4.1.1-15'],
  },
  isUser,
  (resource, expect) =>
    void expect(isAssigned(member(resource, 'password')) ? '(hidden)' : undefined, 'password').to.equal(undefined),
)

/** Checks that the type of a membership is `direct` or `indirect`. */
export const membershipType: Invariant = overResources(
  {
    id: 'scim.exchange.membership-type',
    title: 'groups[].type of a User is direct or indirect',
    requirements: ['rfc7643-4.1.2-12'],
  },
  (resource, exchange) =>
    isUser(resource, exchange) &&
    elementsIn(resource).some(({ name, element }) => name === 'groups' && isAssigned(member(element, 'type'))),
  (resource, expect) => {
    for (const { name, element } of elementsIn(resource)) {
      const type = member(element, 'type')
      if (name === 'groups' && isAssigned(type)) expect(type, 'groups.type').to.be.oneOf(['direct', 'indirect'])
    }
  },
)
