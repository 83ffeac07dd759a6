import { expect } from 'chai'
import fc from 'fast-check'
import {
  ENTERPRISE_USER_SCHEMA,
  type JsonObject,
  type JsonValue,
  PATCH_OP_MESSAGE,
  USER_SCHEMA,
} from '../../mocks/protocol/index.ts'
import { parseJson } from '../../mocks/transport/index.ts'
import { parsePath, printPath } from './attribute-path.ts'
import { effectsOfBody, effectsOfPatch } from './effect.ts'
import { freshText, withFreshValues, withUniqueNames } from './fresh-values.ts'
import { lostValues, missingEffects } from './judge-effect.ts'
import { bodyOf } from './request-parts.ts'

const patch = (...operations: JsonObject[]): JsonObject => ({ schemas: [PATCH_OP_MESSAGE], Operations: operations })
const missing = (body: JsonObject, shown: JsonObject): readonly string[] =>
  missingEffects(effectsOfPatch(body), shown).map(({ path }) => path)

describe('the effect of a PATCH', () => {
  const rows: readonly (readonly [string, JsonObject, JsonObject, JsonObject])[] = [
    ['a string boolean', { op: 'Replace', path: 'active', value: 'False' }, { active: false }, { active: 'False' }],
    ['a boolean', { op: 'replace', path: 'active', value: true }, { Active: true }, { active: 'true' }],
    ['a string', { op: 'Add', path: 'title', value: 'Boss' }, { title: 'boss ' }, { title: 'Bosss' }],
    [
      'a dotted path',
      { op: 'add', path: 'name.givenName', value: 'A' },
      { name: { givenname: 'A' } },
      { 'name.givenName': 'A' },
    ],
    [
      'a value path',
      { op: 'Add', path: 'emails[type eq "work"].value', value: 'a@b.c' },
      { emails: [{ type: 'Work', value: 'A@b.c' }] },
      { emails: [{ type: 'home', value: 'a@b.c' }] },
    ],
    [
      'a phone number',
      { op: 'Add', path: 'phoneNumbers[type eq "work"].value', value: '+1 (555) 0100' },
      { phoneNumbers: [{ type: 'work', value: 'tel:+1-555-0100' }] },
      { phoneNumbers: [{ type: 'work', value: '+1 555 0101' }] },
    ],
    [
      'a URN path',
      { op: 'Add', path: `${ENTERPRISE_USER_SCHEMA}:department`, value: 'R&D' },
      { [ENTERPRISE_USER_SCHEMA.toLowerCase()]: { department: 'R&D' } },
      { department: 'R&D' },
    ],
    [
      'keys without a path',
      {
        op: 'replace',
        value: { displayName: 'B', 'name.givenName': 'K', [`${ENTERPRISE_USER_SCHEMA}:costCenter`]: '1' },
      },
      { displayName: 'B', name: { givenName: 'K' }, [ENTERPRISE_USER_SCHEMA]: { costCenter: 1 } },
      { displayName: 'B', name: { givenName: 'K' } },
    ],
    [
      'a bare manager id',
      { op: 'Add', path: 'manager', value: 'm' },
      { [ENTERPRISE_USER_SCHEMA]: { manager: { value: 'm', displayName: 'M' } } },
      { [ENTERPRISE_USER_SCHEMA]: { manager: { value: 'n' } } },
    ],
    [
      'a manager in a list',
      { op: 'Add', path: 'manager', value: [{ $ref: 'https://other/Users/m', value: 'm' }] },
      { [ENTERPRISE_USER_SCHEMA]: { manager: { value: 'm' } } },
      {},
    ],
    [
      'a new member',
      { op: 'Add', path: 'members', value: [{ value: 'a' }] },
      { members: [{ value: 'b' }, { value: 'a' }] },
      { members: [] },
    ],
    [
      'all members',
      { op: 'replace', path: 'members', value: [{ value: 'a' }] },
      { members: [{ value: 'a' }] },
      { members: [{ value: 'a' }, { value: 'b' }] },
    ],
    ['a member less', { op: 'Remove', path: 'members', value: [{ value: 'a' }] }, {}, { members: [{ value: 'a' }] }],
    [
      'a member less by a filter',
      { op: 'remove', path: 'members[value eq "a"]' },
      { members: null },
      { members: [{ value: 'A' }] },
    ],
    ['a removal', { op: 'remove', path: 'title' }, { title: '' }, { title: 'x' }],
    ['an empty value', { op: 'Replace', path: 'title', value: '' }, { title: null }, { title: 'x' }],
    [
      'an instant',
      { op: 'add', path: 'urn:x:2.0:User:start', value: '2026-01-01T00:00:00Z' },
      { 'urn:x:2.0:User': { start: '2026-01-01T01:00:00.000+01:00' } },
      { 'urn:x:2.0:User': { start: '2026-01-02T00:00:00Z' } },
    ],
  ]
  for (const [name, operation, right, wrong] of rows)
    it(`is computed for ${name}`, () => {
      expect(effectsOfPatch(patch(operation)), 'effects').to.not.be.empty
      expect(missing(patch(operation), right), 'right').to.deep.equal([])
      expect(missing(patch(operation), wrong), 'wrong').to.not.be.empty
    })

  it('is that of the last operation on a path', () => {
    const body = patch(
      { op: 'add', path: 'title', value: 'a' },
      { op: 'add', path: 'members', value: [{ value: 'a' }] },
      { op: 'replace', path: 'Title', value: 'b' },
      { op: 'remove', path: 'members' },
    )
    expect(missing(body, { title: 'b' })).to.deep.equal([])
    expect(missing(body, { title: 'a', members: [{ value: 'a' }] })).to.deep.equal(['Title', 'members'])
  })

  it('is empty for a filter that cannot be parsed', () => {
    expect(effectsOfPatch(patch({ op: 'remove', path: 'emails[type eq "a" and primary eq true]' }))).to.deep.equal([])
  })

  it('does not include other values of a list', () => {
    const before = {
      members: [{ value: 'a' }, { value: 'b' }],
      emails: [
        { type: 'home', value: 'h' },
        { type: 'work', value: 'w' },
      ],
    }
    const lost = (operation: JsonObject, after: JsonObject): JsonValue[] =>
      lostValues(before, after, patch(operation)).map(({ value }) => value)
    const removal = { op: 'Remove', path: 'members', value: [{ value: 'a' }] }
    expect(lost(removal, { members: [{ value: 'b' }] })).to.deep.equal([])
    expect(lost(removal, {})).to.deep.equal([{ value: 'b' }])
    expect(lost({ op: 'add', path: 'members', value: [{ value: 'c' }] }, { members: [{ value: 'c' }] })).to.have.length(
      2,
    )
    const change = { op: 'Replace', path: 'emails[type eq "work"].value', value: 'n' }
    expect(lost(change, { emails: [{ type: 'work', value: 'n' }] })).to.deep.equal([{ type: 'home', value: 'h' }])
    expect(
      lost({ op: 'replace', path: 'members', value: [{ value: 'c' }] }, { members: [{ value: 'c' }] }),
    ).to.deep.equal([])
    expect(lost({ op: 'remove', path: 'members' }, {})).to.deep.equal([])
  })

  it('is computed for any JSON, and judged on any JSON, without an error', () => {
    const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<JsonValue>
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'emails[type eq "work"].value',
        'urn:x:2.0:User:a.b',
        '__proto__',
        'members',
        'active',
        `${USER_SCHEMA}:a`,
      ),
    )
    const operation = fc.dictionary(fc.oneof(fc.constantFrom('op', 'path', 'value'), fc.string()), fc.oneof(word, json))
    const body = fc.oneof(
      fc.record({ Operations: fc.array(fc.oneof(operation, json)) }),
      fc.record({
        operations: fc.array(fc.record({ op: fc.constantFrom('Add', 'replace', 'remove'), path: word, value: json })),
      }),
      fc.dictionary(word, json),
    ) as fc.Arbitrary<JsonObject>
    const shown = fc.oneof(
      fc.dictionary(word, json),
      fc.dictionary(fc.constantFrom('members', 'emails', 'active', 'name'), json),
    )
    fc.assert(
      fc.property(body, shown as fc.Arbitrary<JsonObject>, shown as fc.Arbitrary<JsonObject>, (sent, before, after) => {
        missingEffects(effectsOfPatch(sent), after)
        missingEffects(effectsOfBody(sent), after)
        lostValues(before, after, sent)
      }),
      { numRuns: 3000 },
    )
  })

  it('is empty for a body that is nested ten thousand deep', () => {
    const deep = `{"Operations":[{"op":"add","path":"title","value":${'['.repeat(10_000)}${']'.repeat(10_000)}}]}`
    expect(parseJson<JsonValue>(deep)).to.equal(undefined)
    expect(parseJson<JsonValue>(`{"a":[1,{"b":null}]}`)).to.deep.equal({ a: [1, { b: null }] })
  })
})

describe('the effect of a POST', () => {
  it('includes everything that a client may set, and is recognized in any form', () => {
    const body = {
      schemas: [USER_SCHEMA],
      userName: 'Jane',
      active: 'True',
      password: 'x',
      meta: { resourceType: 'User' },
      roles: [],
      emails: [{ primary: true, type: 'work', value: 'a@b.c' }],
      name: { givenName: 'J', familyName: null },
      [ENTERPRISE_USER_SCHEMA]: { department: 'R&D' },
    }
    const shown = {
      userName: 'jane',
      active: true,
      emails: [{ primary: true, type: 'work', value: 'a@b.c', display: 'x' }],
      name: { givenName: 'J' },
      [ENTERPRISE_USER_SCHEMA]: { department: 'R&D' },
    }
    expect(missingEffects(effectsOfBody(body), shown)).to.deep.equal([])
    const names = missingEffects(effectsOfBody(body), {}).map(({ path }) => path)
    expect(names).to.deep.equal([
      'userName',
      'active',
      'emails',
      'name.givenName',
      `${ENTERPRISE_USER_SCHEMA}:department`,
    ])
  })
})

describe('a path', () => {
  it('is printed in the form that was parsed', () => {
    const name = fc.constantFrom('emails', 'name', '$ref', 'x-y', 'userName')
    const literal = fc.oneof(
      fc.string().map((text) => JSON.stringify(text)),
      fc.constantFrom('true', '7', 'work', "'a b'"),
    )
    const filter = fc.record({
      attribute: name,
      operator: fc.constantFrom('eq', 'EQ'),
      literal,
      value: fc.constant(null),
    })
    const urn = fc.constantFrom(USER_SCHEMA, ENTERPRISE_USER_SCHEMA, 'urn:acme:badge:1.0:User')
    const path = fc.record({ urn, attribute: name, filter, sub: name }, { requiredKeys: ['attribute'] })
    fc.assert(
      fc.property(path, (one) => {
        const text = printPath(one)
        const parsed = parsePath(text)
        expect(parsed, text).to.not.equal(undefined)
        expect(printPath(parsed ?? {})).to.equal(text)
        expect({ ...parsed, filter: { ...parsed?.filter, value: null } }).to.deep.equal({
          ...one,
          filter: { ...one.filter, value: null },
        })
      }),
    )
  })

  it('is parsed without an error, for any string', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string({ unit: fc.constantFrom('[', ']', '"', 'urn:', '.', 'a', ' eq ', ':', '2.0') }),
        ),
        (text) => {
          parsePath(text)
        },
      ),
    )
  })
})

describe('a fresh value', () => {
  it('differs, and has the same form', () => {
    expect(freshText('jane@contoso.com', 'k1')).to.equal('janek1@contoso.com')
    expect(freshText("Zoë O'Brien", 'k1')).to.equal("Zoë O'Brien k1")
    expect(freshText('x'.repeat(1024), 'k1')).to.have.length(1024)
    expect(freshText('701984', 'k1'))
      .to.match(/^\d{6}$/)
      .and.not.equal('701984')
    expect(freshText('+1 555 0100', 'k1'))
      .to.match(/^\+\d \d{3} \d{4}$/)
      .and.not.equal('+1 555 0100')
  })

  it('is used if the effect of a PATCH could not be distinguished from the state before', () => {
    const request = { method: 'PATCH', url: 'https://x/Users/1', headers: {} }
    const fresh = withFreshValues(
      {
        ...request,
        body: JSON.stringify(
          patch(
            { op: 'Replace', path: 'active', value: 'False' },
            { op: 'Add', path: 'emails[type eq "work"].value', value: 'a@b.c' },
            { op: 'Add', path: 'preferredLanguage', value: 'en-US' },
            { op: 'Add', path: 'members', value: [{ value: 'id' }] },
            {
              op: 'replace',
              value: { active: true, 'name.givenName': 'A', [ENTERPRISE_USER_SCHEMA]: { department: 'D' } },
            },
          ),
        ),
      },
      'k1',
    )
    expect(bodyOf(fresh)?.['Operations']).to.deep.equal([
      { op: 'Replace', path: 'active', value: 'True' },
      { op: 'Add', path: 'emails[type eq "work"].value', value: 'ak1@b.c' },
      { op: 'Add', path: 'preferredLanguage', value: 'en-US' },
      { op: 'Add', path: 'members', value: [{ value: 'id' }] },
      {
        op: 'replace',
        value: { active: false, 'name.givenName': 'Ak1', [ENTERPRISE_USER_SCHEMA]: { department: 'Dk1' } },
      },
    ])
  })

  it('prevents a conflict of a POST', () => {
    const body = {
      userName: 'jane@x.example',
      externalId: 'e',
      title: 'Boss',
      emails: [{ type: 'work', value: 'jane@x.example' }],
    }
    const unique = withUniqueNames(
      { method: 'POST', url: 'https://x/Users', headers: {}, body: JSON.stringify(body) },
      'k1',
    )
    expect(bodyOf(unique)).to.deep.equal({
      userName: 'janek1@x.example',
      externalId: 'ek1',
      title: 'Boss',
      emails: [{ type: 'work', value: 'janek1@x.example' }],
    })
  })
})
