import { expect } from 'chai'
import fc from 'fast-check'
import { parse as theirParse, filter as theirPredicate } from 'scim2-parse-filter'
import { ENTERPRISE_USER_SCHEMA, type JsonObject } from '../../protocol/index.ts'
import { correctEngine } from '../engine/engine.ts'
import { LENIENT } from '../leniency/leniency.ts'
import { kind, user, userType, word } from './random-users.ts'

const { parseFilter, compileFilter, isCaseExact, instantOf } = correctEngine

function ours(filter: string, resource: JsonObject): boolean {
  const predicate = compileFilter(parseFilter(filter, LENIENT), {
    type: userType,
    rules: { isCaseExact, instantOf, stringBooleans: true },
    bareExtensionNames: true,
    unknownIsUnassigned: false,
  })
  return predicate(resource)
}

const theirs = (filter: string, resource: JsonObject): boolean => theirPredicate(theirParse(filter))(resource)

const quoted = (arbitrary: fc.Arbitrary<string>): fc.Arbitrary<string> => arbitrary.map((text) => JSON.stringify(text))
const joined = (...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((texts) => texts.join(' '))

const name = fc.constantFrom(
  'userName',
  'USERNAME',
  'title',
  'displayName',
  'name.familyName',
  'Name.givenname',
  `${ENTERPRISE_USER_SCHEMA}:department`,
)
const operator = fc.constantFrom('eq', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le', 'EQ', 'Co')
const inElement = fc.oneof(
  joined(fc.constant('type'), operator, quoted(kind)),
  joined(fc.constant('value'), operator, quoted(word)),
)
const element = fc.oneof(inElement, joined(inElement, fc.constant('or'), inElement))
const term = fc.oneof(
  { weight: 4, arbitrary: joined(name, operator, quoted(word)) },
  joined(fc.constant('userName'), fc.constant('ne'), quoted(word)),
  joined(fc.constant('active'), fc.constant('eq'), fc.constantFrom('true', 'false')),
  joined(fc.constantFrom('emails.value', 'emails.type'), operator, quoted(word)),
  fc.constantFrom(
    'title pr',
    'emails pr',
    'name pr',
    'emails.value pr',
    'active pr',
    `${ENTERPRISE_USER_SCHEMA}:department pr`,
  ),
  element.map((inside) => `emails[${inside}]`),
)
const { filter } = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    term,
    joined(tie('filter'), fc.constantFrom('and', 'or', 'AND'), tie('filter')),
    tie('filter').map((inside) => `not (${inside})`),
    tie('filter').map((inside) => `(${inside})`),
  ),
}))

/**
 * Differences between the two, each explained in docs/fidelity.md. `ours` and `theirs` are a match, no match, or a
 * rejection.
 */
const DIFFERENCES: readonly {
  readonly about: string
  readonly filter: string
  readonly resource?: JsonObject
  readonly ours: boolean | 'refused'
  readonly theirs: boolean | 'refused'
}[] = [
  { about: 'letter case of values', filter: 'userName eq "ANN"', ours: true, theirs: false },
  {
    about: 'a value path refers to one element',
    filter: 'emails[type eq "home" and value eq "ann@x"]',
    ours: false,
    theirs: true,
  },
  {
    about: 'a comparison behind a value path refers to the same element',
    filter: 'emails[type eq "home"].value eq "ann@x"',
    ours: false,
    theirs: true,
  },
  { about: 'ne of an attribute without a value', filter: 'title ne "x"', ours: true, theirs: false },
  { about: 'ne of several values', filter: 'emails.value ne "ann@x"', ours: false, theirs: true },
  { about: 'eq null', filter: 'title eq null', ours: true, theirs: false },
  {
    about: 'pr of an empty string',
    filter: 'title pr',
    resource: { userName: 'ann', title: '' },
    ours: false,
    theirs: true,
  },
  { about: 'a complex attribute is compared by its value', filter: 'emails co "ann"', ours: true, theirs: false },
  {
    about: 'the URN of the core schema',
    filter: 'urn:ietf:params:scim:schemas:core:2.0:User:userName eq "ann"',
    ours: true,
    theirs: false,
  },
  { about: 'escapes of JSON', filter: 'userName eq "\\u0061nn"', ours: true, theirs: false },
  {
    about: 'dates are compared as instants',
    filter: 'meta.created lt "2026-01-01T01:30:00+01:00"',
    ours: false,
    theirs: true,
  },
  { about: 'an unknown attribute', filter: 'nothing eq "x"', ours: 'refused', theirs: false },
  { about: 'a value of an incompatible type', filter: 'active gt 1', ours: 'refused', theirs: false },
  { about: 'not without parentheses', filter: 'not userName eq "bob"', ours: 'refused', theirs: true },
  { about: 'value paths do not nest', filter: 'emails[x[type eq "work"]]', ours: 'refused', theirs: false },
  { about: 'a string without quotes', filter: 'userName eq ann', ours: true, theirs: 'refused' },
]

const ANN: JsonObject = {
  userName: 'ann',
  active: true,
  emails: [
    { value: 'ann@x', type: 'work' },
    { value: 'ann@y', type: 'home' },
  ],
  meta: { created: '2026-01-01T00:45:00Z' },
}

const asked = (test: () => boolean): boolean | 'refused' => {
  try {
    return test()
  } catch {
    return 'refused'
  }
}

describe('filters against scim2-parse-filter', () => {
  it('mean the same over random users', () => {
    fc.assert(
      fc.property(filter, user, (text, resource) => ours(text, resource) === theirs(text, resource)),
      { numRuns: 5000 },
    )
  })

  for (const { about, filter: text, resource = ANN, ...expected } of DIFFERENCES) {
    it(`differ about: ${about}`, () => {
      expect({ ours: asked(() => ours(text, resource)), theirs: asked(() => theirs(text, resource)) }).to.deep.equal(
        expected,
      )
    })
  }
})
