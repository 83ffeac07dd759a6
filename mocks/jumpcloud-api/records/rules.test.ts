import { expect } from 'chai'
import { createBodyJudge } from '../service/judge-request.ts'
import { shapesOf } from '../service/schemas.ts'
import { DEFAULT_SWITCHES, type Switches } from '../settings/switches.ts'
import { ApiError } from '../wire/api-error.ts'
import type { JsonObject, JsonValue } from '../wire/json.ts'
import { PROPERTIES } from './properties.ts'
import { validationRules } from './rules.ts'

/** Returns the rules that a body violates, the first or all. */
function brokenRules(
  more: Readonly<Record<string, unknown>>,
  switches: Partial<Switches> = {},
  schema: 'SystemUserCreate' | 'SystemUserUpdate' = 'SystemUserCreate',
): string[] {
  const all = { ...DEFAULT_SWITCHES, ...switches }
  const valid = schema === 'SystemUserCreate' ? { username: 'jane', email: 'jane@contoso.example' } : {}
  try {
    createBodyJudge(shapesOf(all).validator, all).assertValid(schema, { ...valid, ...(more as JsonObject) })
    return []
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return error.violations.map(({ rule }) => rule)
  }
}

const textOf = (length: number): string => 'x'.repeat(length)

describe('the validation of system users', () => {
  it('has a row for each rule, with its field and its message', () => {
    const rules = validationRules(DEFAULT_SWITCHES)
    for (const { id, field, says } of rules) {
      expect(id, says).to.match(/^[a-z_]+-[a-z-]+$/)
      expect(says, id).to.match(/^\S.*\S$/)
      expect([...PROPERTIES.map(({ name }) => name)], id).to.include(field)
    }
    expect(new Set(rules.map(({ id }) => id)).size).to.equal(rules.length)
  })

  for (const { name, schema, accepted = schema, setBy } of PROPERTIES) {
    const { maxLength: limit, type } = accepted
    if (setBy.length === 0) continue
    if (typeof limit === 'number') {
      it(`accepts ${limit} characters of ${name}, and not one more`, () => {
        const sized = (length: number): string =>
          name === 'email' ? `${textOf(length - 10)}@x.example` : textOf(length)
        for (const length of [limit - 1, limit]) expect(brokenRules({ [name]: sized(length) })).to.deep.equal([])
        const rule = `${name.toLowerCase()}-max-length`
        for (const schema of ['SystemUserCreate', 'SystemUserUpdate'] as const)
          expect(brokenRules({ [name]: sized(limit + 1) }, {}, schema)).to.deep.equal([rule])
      })
    }
    it(`rejects another type for ${name}`, () => {
      const types = [type].flat()
      const others: Readonly<Record<string, JsonValue>> = {
        string: 'x',
        integer: 7,
        boolean: true,
        array: ['x'],
        object: { x: 1 },
      }
      for (const [other, value] of Object.entries(others)) {
        if (types.includes(other)) continue
        // A list of strings is rejected because of its elements if a list is required.
        expect(brokenRules({ [name]: value }, {}, setBy.includes('create') ? 'SystemUserCreate' : 'SystemUserUpdate'))
          .to.have.length(1)
          .and.satisfy(([rule]: string[]) => rule?.startsWith(`${name.toLowerCase()}-`))
      }
    })
  }

  it('counts characters and not code units', () => {
    expect(brokenRules({ firstname: '😀'.repeat(1024) })).to.deep.equal([])
    expect(brokenRules({ firstname: '😀'.repeat(1025) })).to.deep.equal(['firstname-max-length'])
  })

  it('requires username and e-mail in a create, and rejects an update that empties them', () => {
    for (const field of ['username', 'email']) {
      const rule = [`${field}-required`]
      for (const blank of ['', '  ', '\t', null]) {
        expect(brokenRules({ [field]: blank }), JSON.stringify(blank)).to.deep.equal(rule)
        expect(brokenRules({ [field]: blank }, {}, 'SystemUserUpdate'), JSON.stringify(blank)).to.deep.equal(rule)
      }
      expect(brokenRules({ [field]: undefined })).to.deep.equal(rule)
      expect(brokenRules({}, {}, 'SystemUserUpdate')).to.deep.equal([])
    }
  })

  it('rejects special characters in a username', () => {
    for (const character of ' !"#$%&\'()*+,/:;<=>?[\\]^`{|}~üß日\u0000\u200b')
      expect(brokenRules({ username: `ja${character}ne` }), character).to.deep.equal(['username-no-special-characters'])
    expect(brokenRules({ username: 'jane@contoso.example' })).to.deep.equal(['username-no-email'])
    for (const first of ['7', '.', '_', '-'])
      expect(brokenRules({ username: `${first}jane` }), first).to.deep.equal(['username-no-special-characters'])
    for (const inner of ['.', '_', '-', '7', 'J']) expect(brokenRules({ username: `ja${inner}ne` })).to.deep.equal([])
  })

  it('is lenient with usernames, or stricter with their length, depending on the switches', () => {
    for (const username of ["7o'brien#", 'jürgen', '日本'])
      expect(brokenRules({ username }, { usernames: 'lenient' }), username).to.deep.equal([])
    for (const username of ['ja ne', 'ja\u0007ne'])
      expect(brokenRules({ username }, { usernames: 'lenient' })).to.deep.equal(['username-no-special-characters'])
    expect(brokenRules({ username: 'j@ne' }, { usernames: 'lenient' })).to.deep.equal(['username-no-email'])
    expect(brokenRules({ username: textOf(21) }, { maxUsernameLength: 20 })).to.deep.equal(['username-max-length'])
    expect(brokenRules({ username: textOf(20) }, { maxUsernameLength: 20 })).to.deep.equal([])
  })

  it('recognizes an e-mail address', () => {
    for (const email of [
      'jane',
      'jane@',
      '@contoso.example',
      'ja ne@contoso.example',
      'a@b@contoso.example',
      'jane@contoso',
      'jane@.example',
      'jane@contoso..example',
      'jane@contoso.',
    ])
      expect(brokenRules({ email }), email).to.deep.equal(['email-format'])
    for (const email of [
      'jane+tag@contoso.example',
      "o'brien@contoso.example",
      'j@mail.eu.contoso.example',
      'jürgen@müller.example',
    ])
      expect(brokenRules({ email }), email).to.deep.equal([])
  })

  it('recognizes states, restricted fields, and days of exclusion', () => {
    expect(brokenRules({ state: 'ACTIVE' })).to.deep.equal(['state-enumeration'])
    expect(brokenRules({ state: 'STAGED' })).to.deep.equal([])
    expect(brokenRules({ state: 'STAGED' }, {}, 'SystemUserUpdate')).to.deep.equal(['state-enumeration'])
    expect(brokenRules({ restrictedFields: [{ field: 'shoe size' }] })).to.deep.equal(['restrictedfields-enumeration'])
    expect(brokenRules({ restrictedFields: [{ field: 'email', type: 'scim' }] })).to.deep.equal([])
    for (const exclusionDays of [0, 1.5, '0', '', 'two'])
      expect(brokenRules({ mfa: { exclusionDays } })).to.have.length(1)
    for (const exclusionDays of [1, '30']) expect(brokenRules({ mfa: { exclusionDays } })).to.deep.equal([])
  })

  it('recognizes names of custom attributes', () => {
    const named = (name: unknown): string[] => brokenRules({ attributes: [{ name, value: 'x' }] })
    expect(named('bad value')).to.deep.equal(['attribute-names-no-spaces'])
    expect(named('bad.value')).to.deep.equal(['attribute-names-alphanumeric'])
    expect(named('')).to.deep.equal(['attribute-names-alphanumeric'])
    expect(named('good7')).to.deep.equal([])
    expect(brokenRules({ attributes: [{ value: 'x' }] })).to.have.length(1)
    expect(brokenRules({ attributes: [{ name: 'a', value: textOf(1025) }] })).to.deep.equal(['attributes-max-length'])
  })

  it('rejects unknown properties if the switch says so', () => {
    expect(brokenRules({ displayName: 'Jane' })).to.deep.equal([])
    expect(brokenRules({ displayName: 'Jane' }, { unknownProperties: 'refused' })).to.deep.equal([
      'displayname-unknown',
    ])
  })
})
