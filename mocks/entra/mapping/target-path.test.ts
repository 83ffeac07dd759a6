import { expect } from 'chai'
import fc from 'fast-check'
import { parseTargetPath, readTarget } from './target-path.ts'

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

describe('target paths', () => {
  for (const [target, path] of [
    ['userName', { attribute: 'userName' }],
    ['name.givenName', { attribute: 'name', subAttribute: 'givenName' }],
    [
      'emails[type eq "work"].value',
      { attribute: 'emails', filter: { attribute: 'type', value: 'work' }, subAttribute: 'value' },
    ],
    [
      'roles[primary eq "True"].value',
      { attribute: 'roles', filter: { attribute: 'primary', value: 'True' }, subAttribute: 'value' },
    ],
    [
      'roles[primary eq true].value',
      { attribute: 'roles', filter: { attribute: 'primary', value: 'true' }, subAttribute: 'value' },
    ],
    [`${ENTERPRISE}:department`, { schemaUrn: ENTERPRISE, attribute: 'department' }],
    [`${ENTERPRISE}:manager.value`, { schemaUrn: ENTERPRISE, attribute: 'manager', subAttribute: 'value' }],
    [
      'urn:ietf:params:scim:schemas:extension:CustomExtensionName:2.0:User:tag',
      { schemaUrn: 'urn:ietf:params:scim:schemas:extension:CustomExtensionName:2.0:User', attribute: 'tag' },
    ],
    [
      'emails[type eq "a\\"b"].value',
      { attribute: 'emails', filter: { attribute: 'type', value: 'a"b' }, subAttribute: 'value' },
    ],
  ] as const) {
    it(`parses ${target}`, () => {
      expect(parseTargetPath(target)).to.deep.equal(path)
    })
  }

  for (const target of [
    '',
    'emails[type=work]',
    'emails[type eq work].value',
    'name.',
    '1a',
    'a b',
    'emails[',
    'a.b.c',
  ]) {
    it(`rejects ${JSON.stringify(target)}`, () => {
      expect(parseTargetPath(target)).to.equal(undefined)
    })
  }

  it('returns for any string without an exception and without blocking', () => {
    const unit = fc.constantFrom(...'a:.["] \\-', 'urn:', ' eq "')
    fc.assert(fc.property(fc.string({ unit, maxLength: 200 }), (text) => void parseTargetPath(text)))
  })

  const resource = {
    USERNAME: 'jane',
    name: { givenName: 'Jane' },
    emails: [
      { type: 'home', value: 'h' },
      { Type: 'Work', value: 'w' },
    ],
    roles: [{ primary: true, value: 'Admin' }],
    phoneNumbers: { type: 'work', value: '1' },
    [ENTERPRISE]: { department: 'R&D', manager: { value: 'm' } },
  }

  for (const [target, value] of [
    ['userName', 'jane'],
    ['name.givenname', 'Jane'],
    ['emails[type eq "work"].value', 'w'],
    ['emails[type eq "other"].value', undefined],
    ['roles[primary eq "True"].value', 'Admin'],
    ['phoneNumbers[type eq "work"].value', '1'],
    [`${ENTERPRISE}:department`, 'R&D'],
    [`${ENTERPRISE.toLowerCase()}:department`, 'R&D'],
    ['userName.given', undefined],
    ['constructor', undefined],
    ['__proto__', undefined],
  ] as const) {
    it(`reads ${target} as ${value}`, () => {
      expect(readTarget(resource, target)).to.equal(value)
    })
  }
})
