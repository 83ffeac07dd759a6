import fc from 'fast-check'
import { ENTERPRISE_USER_SCHEMA, type JsonObject, USER_SCHEMA } from '../../protocol/index.ts'
import { employmentSchema, enterpriseUserSchema, userResourceType, userSchema } from '../schema/discovery.ts'
import { type ResourceType, resolveResourceType } from '../schema/resource-type.ts'

/** The User of the reference server. */
export const userType: ResourceType = resolveResourceType(userResourceType, [
  userSchema,
  enterpriseUserSchema,
  employmentSchema,
])

/**
 * Words of a small vocabulary, so that filters match; all in lower case, because the other side compares every string
 * with regard to case.
 */
export const word: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('ann', 'anna', 'bob', 'bo', 'a', 'x.y', 'ann@x.example', 'it’s', 'null', '0'),
  fc.stringMatching(/^[a-c]{1,3}$/),
)
/** The types of e-mail addresses. */
export const kind: fc.Arbitrary<string> = fc.constantFrom('work', 'home', 'other')

const optional = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined, freq: 3 })

const emails = fc.uniqueArray(fc.record({ value: word, type: kind }), {
  minLength: 1,
  maxLength: 3,
  selector: ({ value }) => value,
})

/** Users as a server stores them: nothing empty, nothing null. */
export const user: fc.Arbitrary<JsonObject> = fc
  .record({
    userName: word,
    title: optional(word),
    displayName: optional(word),
    active: optional(fc.boolean()),
    name: optional(fc.record({ givenName: word, familyName: word })),
    emails: optional(emails),
    [ENTERPRISE_USER_SCHEMA]: optional(fc.record({ department: word, employeeNumber: word })),
  })
  .map((attributes) => ({
    schemas: [USER_SCHEMA],
    ...Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined)),
  }))
