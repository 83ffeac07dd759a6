import { expect } from 'chai'
import fc from 'fast-check'
import { ENTERPRISE_USER_SCHEMA as E, USER_SCHEMA } from '../../mocks/protocol/index.ts'
import { scopeOf } from './act-scope.ts'

const patch = (...Operations: readonly unknown[]) => ({ method: 'PATCH', path: '/Users/1', body: { Operations } })

describe('the properties that a SCIM request may change in JumpCloud', () => {
  it('are those that it names, in every form in which clients write them', () => {
    const forms: readonly (readonly [operation: unknown, properties: readonly string[]])[] = [
      [{ op: 'Replace', path: 'displayName', value: 'x' }, ['displayname']],
      [{ op: 'replace', path: `${USER_SCHEMA}:title`, value: 'x' }, ['jobTitle']],
      [{ op: 'remove', path: 'name' }, ['firstname', 'lastname']],
      [{ op: 'replace', path: 'name.givenName', value: 'x' }, ['firstname']],
      [{ op: 'add', path: 'emails[type eq "work"].value', value: 'x' }, ['email']],
      [{ op: 'replace', path: `${E}:department`, value: 'x' }, ['department']],
      [{ op: 'replace', path: 'department', value: 'x' }, ['department']],
      [{ op: 'replace', path: E, value: { costCenter: 'x' } }, ['costCenter']],
      [{ op: 'replace', value: { active: false, [E]: { employeeNumber: '1' } } }, ['suspended', 'employeeIdentifier']],
      [{ op: 'replace', value: { 'name.familyName': 'x' } }, ['lastname']],
    ]
    for (const [operation, properties] of forms) {
      const scope = scopeOf([patch(operation)])
      expect([...scope.properties], JSON.stringify(operation)).to.have.members(properties)
      expect(scope.hasUnlisted, JSON.stringify(operation)).to.equal(false)
    }
  })

  it('include only active for a switch, and any property if the request names an attribute outside the table', () => {
    expect(scopeOf([patch({ op: 'Replace', path: 'active', value: 'False' })]).isSwitch).to.equal(true)
    expect(scopeOf([patch({ op: 'Replace', value: { active: false, title: 'x' } })]).isSwitch).to.equal(false)
    expect(
      scopeOf([patch({ op: 'add', path: 'phoneNumbers[type eq "work"].value', value: '1' })]).hasUnlisted,
    ).to.equal(true)
    expect(scopeOf([{ method: 'DELETE', path: '/Users/1', body: undefined }]).isDeletion).to.equal(true)
    expect(scopeOf([{ method: 'PUT', path: '/Users/1', body: {} }]).properties.size).to.equal(13)
  })

  it('are determined without an exception for any request', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE'),
        fc.webPath(),
        fc.jsonValue(),
        (method, path, body) => {
          scopeOf([{ method, path, body }, patch(body)])
        },
      ),
    )
  })
})
