import { expect } from 'chai'
import fc from 'fast-check'
import { type ScimPatchOperation, type ScimResource, scimPatch } from 'scim-patch'
import {
  ENTERPRISE_USER_SCHEMA,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  PATCH_OP_MESSAGE,
} from '../../protocol/index.ts'
import { correctEngine } from '../engine/engine.ts'
import { LENIENT } from '../leniency/leniency.ts'
import { readOperations } from '../patch/operations.ts'
import { isSame } from '../resource/compose.ts'
import { kind, user, userType, word } from './random-users.ts'

const { applyOperations, isCaseExact, instantOf } = correctEngine

function ours(resource: JsonObject, operations: readonly JsonObject[]): JsonObject {
  const { schemas: _schemas, ...attributes } = resource
  return applyOperations(
    attributes,
    readOperations({ schemas: [PATCH_OP_MESSAGE], Operations: [...operations] }, LENIENT),
    {
      type: userType,
      leniency: LENIENT,
      rules: { isCaseExact, instantOf, stringBooleans: true },
      current: {},
    },
  )
}

function theirs(resource: JsonObject, operations: readonly JsonObject[]): JsonObject {
  const patched = scimPatch(
    structuredClone(resource) as unknown as ScimResource,
    structuredClone(operations) as unknown as ScimPatchOperation[],
    { mutateDocument: false, treatMissingAsAdd: true },
  )
  const { schemas: _schemas, ...attributes } = patched as unknown as JsonObject
  return attributes
}

/** Removes what RFC 7643 §2.5 calls unassigned: null, empty arrays, and objects without values. */
function assigned(value: JsonValue | undefined): JsonValue | undefined {
  if (Array.isArray(value)) {
    const elements = value.map(assigned).filter((element) => element !== undefined)
    return elements.length === 0 ? undefined : elements
  }
  if (!isJsonObject(value)) return value ?? undefined
  const members = Object.entries(value).flatMap(([name, member]) => {
    const kept = assigned(member)
    return kept === undefined ? [] : [[name, kept] as const]
  })
  return members.length === 0 ? undefined : Object.fromEntries(members)
}

type Outcome = JsonValue | 'rejected' | undefined

function outcome(apply: typeof ours, resource: JsonObject, operations: readonly JsonObject[]): Outcome {
  try {
    return assigned(apply(resource, operations))
  } catch {
    return 'rejected'
  }
}

const op = fc.constantFrom('add', 'replace')
const DEPARTMENT = `${ENTERPRISE_USER_SCHEMA}:department`
const single = fc.constantFrom('title', 'displayName', 'name.givenName', 'name.familyName', DEPARTMENT)
const emailPath = kind.map((type) => `emails[type eq "${type}"]`)
const emailList = fc.uniqueArray(fc.record({ value: word, type: kind }), {
  minLength: 1,
  maxLength: 2,
  selector: ({ value }) => value,
})
const operation: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.record({ op, path: single, value: word }),
  fc.record({ op, path: fc.constant('active'), value: fc.boolean() }),
  fc.record({ op: fc.constant('remove'), path: fc.oneof(single, fc.constantFrom('active', 'emails', 'name')) }),
  fc.record({ op, value: fc.record({ title: word, displayName: word }) }),
  fc.record({ op: fc.constant('replace'), value: fc.record({ active: fc.boolean(), 'name.givenName': word }) }),
  fc.record({ op: fc.constant('add'), path: emailPath.map((path) => `${path}.value`), value: word }),
  fc.record({ op: fc.constant('replace'), path: emailPath.map((path) => `${path}.value`), value: word }),
  fc.record({ op: fc.constant('remove'), path: emailPath }),
  fc.record({ op, path: fc.constant('name'), value: fc.record({ givenName: word }) }),
  fc.record({ op: fc.constant('add'), value: fc.record({ emails: emailList }) }),
  fc.record({ op, value: fc.record({ [ENTERPRISE_USER_SCHEMA]: fc.record({ department: word }) }) }),
  fc.record({ op, value: fc.record({ [DEPARTMENT]: word }) }),
  fc.record({ op: fc.constant('replace'), path: emailPath, value: fc.record({ value: word, type: kind }) }),
  fc.record({ op: fc.constant('remove'), path: fc.constant('emails'), value: emailList }),
  fc.record({ op: fc.constant('remove'), path: emailPath.map((path) => `${path}.value`) }),
  fc.record({
    op: fc.constantFrom('add', 'replace'),
    path: fc.constant('emails'),
    value: fc.uniqueArray(fc.record({ value: word, type: kind }), {
      minLength: 1,
      maxLength: 2,
      selector: ({ value }) => value,
    }),
  }),
)

interface Difference {
  readonly about: string
  readonly operation: JsonObject
  readonly resource?: JsonObject
  readonly ours: Outcome
  readonly theirs: Outcome
}

const ANN: JsonObject = { userName: 'ann', emails: [{ value: 'ann@x', type: 'work', primary: true }] }
const BARE: JsonObject = { userName: 'ann' }
const withEmails = (...emails: JsonObject[]): JsonObject => ({ userName: 'ann', emails })

/** Differences between the two, each explained in docs/fidelity.md. */
const DIFFERENCES: readonly Difference[] = [
  {
    about: 'removal by filter from an attribute without a value',
    operation: { op: 'remove', path: 'emails[type eq "work"]' },
    resource: BARE,
    ours: BARE,
    theirs: 'rejected',
  },
  {
    about: 'removal of a sub-attribute of a missing element',
    operation: { op: 'remove', path: 'emails[type eq "home"].value' },
    ours: ANN,
    theirs: 'rejected',
  },
  {
    about: 'removal by value from an attribute without a value',
    operation: { op: 'remove', path: 'emails', value: [{ value: 'ann@x' }] },
    resource: BARE,
    ours: BARE,
    theirs: 'rejected',
  },
  {
    about: 'removal by a partial value',
    operation: { op: 'remove', path: 'emails', value: [{ value: 'ann@x' }] },
    ours: BARE,
    theirs: ANN,
  },
  {
    about: 'replacement of a missing element',
    operation: { op: 'replace', path: 'emails[type eq "home"]', value: { value: 'ann@y' } },
    resource: BARE,
    ours: withEmails({ type: 'home', value: 'ann@y' }),
    theirs: 'rejected',
  },
  {
    about: 'an existing value, added without a path',
    operation: { op: 'add', value: { emails: [{ value: 'ann@x', type: 'work', primary: true }] } },
    ours: ANN,
    theirs: withEmails(
      { value: 'ann@x', type: 'work', primary: true },
      { value: 'ann@x', type: 'work', primary: true },
    ),
  },
  {
    about: 'a second primary value',
    operation: { op: 'add', path: 'emails', value: [{ value: 'ann@y', type: 'home', primary: true }] },
    ours: withEmails({ value: 'ann@x', type: 'work', primary: false }, { value: 'ann@y', type: 'home', primary: true }),
    theirs: withEmails(
      { value: 'ann@x', type: 'work', primary: true },
      { value: 'ann@y', type: 'home', primary: true },
    ),
  },
  {
    about: 'the URN of an extension as a key',
    operation: { op: 'add', value: { [ENTERPRISE_USER_SCHEMA]: { department: 'R&D' } } },
    resource: BARE,
    ours: { userName: 'ann', [ENTERPRISE_USER_SCHEMA]: { department: 'R&D' } },
    theirs: { userName: 'ann', [ENTERPRISE_USER_SCHEMA.replace(/:User$/, '')]: { User: { department: 'R&D' } } },
  },
  {
    about: 'a string for a boolean',
    operation: { op: 'replace', path: 'active', value: 'False' },
    resource: BARE,
    ours: { userName: 'ann', active: false },
    theirs: { userName: 'ann', active: 'False' },
  },
  {
    about: 'a value of the wrong type',
    operation: { op: 'replace', path: 'userName', value: 7 },
    ours: 'rejected',
    theirs: { ...ANN, userName: 7 },
  },
  {
    about: 'an unknown attribute',
    operation: { op: 'add', path: 'nothing', value: 'x' },
    ours: 'rejected',
    theirs: { ...ANN, nothing: 'x' },
  },
  {
    about: 'letter case of names',
    operation: { op: 'replace', path: 'USERNAME', value: 'eve' },
    ours: { ...ANN, userName: 'eve' },
    theirs: { ...ANN, USERNAME: 'eve' },
  },
  {
    about: 'removal of a required attribute',
    operation: { op: 'remove', path: 'userName' },
    resource: BARE,
    ours: 'rejected',
    theirs: undefined,
  },
]

const isAmong = (one: JsonValue, others: readonly JsonValue[]): boolean => others.some((other) => isSame(other, one))

/** Returns whether the two differ for an operation; each kind is a row of DIFFERENCES. */
function isExplained(state: JsonObject, { op: name, path, value }: JsonObject): boolean {
  const emails = Array.isArray(state['emails']) ? state['emails'].filter(isJsonObject) : []
  if (typeof path !== 'string') {
    if (!isJsonObject(value)) return false
    const added = Array.isArray(value['emails']) ? value['emails'] : []
    return value[ENTERPRISE_USER_SCHEMA] !== undefined || added.some((one) => isAmong(one, emails))
  }
  const isFiltered = path.includes('[')
  const type = /"(.*)"/.exec(path)?.[1]
  const matches = emails.some((email) => email['type'] === type)
  if (name === 'remove' && isFiltered) return emails.length === 0 || (path.endsWith('.value') && !matches)
  if (name === 'remove' && value !== undefined) return emails.length === 0
  return name === 'replace' && path.endsWith(']') && !matches
}

describe('patches against scim-patch', () => {
  it('have the same results for random users', () => {
    fc.assert(
      fc.property(user, fc.array(operation, { minLength: 1, maxLength: 5 }), (resource, operations) => {
        let state = resource
        for (const each of operations) {
          const mine = outcome(ours, state, [each])
          if (!isExplained(state, each))
            expect(mine, `${JSON.stringify(each)} of ${JSON.stringify(state)}`).to.deep.equal(
              outcome(theirs, state, [each]),
            )
          if (isJsonObject(mine)) state = mine
        }
      }),
      { numRuns: 3000 },
    )
  })

  for (const { about, operation: each, resource = ANN, ...expected } of DIFFERENCES) {
    it(`differ about: ${about}`, () => {
      expect({ ours: outcome(ours, resource, [each]), theirs: outcome(theirs, resource, [each]) }).to.deep.equal(
        expected,
      )
    })
  }
})
