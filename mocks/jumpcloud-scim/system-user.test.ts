import { expect } from 'chai'
import fc from 'fast-check'
import { ENTERPRISE_USER_SCHEMA, type ScimResource } from '../protocol/index.ts'
import { PROPERTIES } from './properties.ts'
import { DEFAULT_SWITCHES } from './switches.ts'
import { markOf, toScim, toSystemUser, withMark } from './system-user.ts'

describe('the mapping of SCIM users and system users', () => {
  it('keeps every string in both directions', () => {
    const fields = fc.record(
      Object.fromEntries(PROPERTIES.map(({ jumpCloud }) => [jumpCloud, fc.string({ maxLength: 20 })])),
    )
    fc.assert(
      fc.property(fields, fc.boolean(), (texts, suspended) => {
        const user = { _id: '5f0000000000000000000001', email: 'a@b.c', suspended, ...texts }
        const { _id, ...properties } = user
        expect(toSystemUser(toScim(user, undefined, DEFAULT_SWITCHES))).to.deep.equal(properties)
      }),
    )
  })

  it('is active for a user who is neither suspended nor has an expired password', () => {
    const active = (suspended: boolean, password_expired: boolean): unknown =>
      toScim({ _id: 'x', suspended, password_expired }, undefined, DEFAULT_SWITCHES)['active']
    expect([active(false, false), active(true, false), active(false, true), active(true, true)]).to.deep.equal([
      true,
      false,
      false,
      false,
    ])
  })

  it('writes the primary address, else the work address, else the first', () => {
    const email = (...emails: { value: string; type?: string; primary?: boolean }[]): unknown =>
      toSystemUser({ emails: emails.map((one) => ({ ...one })) } as ScimResource)['email']
    expect(email({ value: 'h@x.y', type: 'home' }, { value: 'w@x.y', type: 'work' })).to.equal('w@x.y')
    expect(email({ value: 'h@x.y', primary: true }, { value: 'w@x.y', type: 'work' })).to.equal('h@x.y')
    expect(email({ value: 'o@x.y', type: 'other' }, { value: 'h@x.y', type: 'home' })).to.equal('o@x.y')
    expect(email()).to.equal('')
  })

  it('has the extension under its URN', () => {
    const scim = toScim({ _id: 'x', company: 'Acme' }, undefined, DEFAULT_SWITCHES)
    expect(scim[ENTERPRISE_USER_SCHEMA]).to.deep.equal({ organization: 'Acme' })
  })

  it('sets a custom attribute and does not change the others', () => {
    const user = { attributes: [{ name: 'badge', value: '7' }] }
    const marked = { attributes: withMark(user, 'scimDeleted', 'now') }
    expect(markOf(marked, 'scimDeleted')).to.equal('now')
    expect(withMark(marked, 'scimDeleted', undefined)).to.deep.equal(user.attributes)
  })
})
