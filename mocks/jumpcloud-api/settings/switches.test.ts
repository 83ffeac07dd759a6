import { expect } from 'chai'
import fc from 'fast-check'
import { DEFAULT_SWITCHES, InvalidSwitch, parseSwitch } from './switches.ts'

describe('switches as strings', () => {
  it('are read', () => {
    expect(parseSwitch('duplicateStatus=409')).to.deep.equal({ duplicateStatus: 409 })
    expect(parseSwitch('usernames=lenient')).to.deep.equal({ usernames: 'lenient' })
    expect(parseSwitch('listLimit=1000')).to.deep.equal({ listLimit: 1000 })
    for (const [name, value] of Object.entries(DEFAULT_SWITCHES))
      expect(parseSwitch(`${name}=${value}`)).to.deep.equal({ [name]: value })
  })

  it('are rejected in one line that explains the format', () => {
    for (const [text, message] of [
      ['', /write name=value, available: duplicateStatus, usernames,/],
      ['usernames', /write name=value/],
      ['constructor=1', /write name=value/],
      ['usernames=strict', /usernames takes documented or lenient, not "strict"/],
      ['listLimit=0', /listLimit takes a number from 1 to 999999, not "0"/],
      ['listLimit=1e3', /not "1e3"/],
      ['listLimit=count', /not "count"/],
    ] as const)
      expect(() => parseSwitch(text), text).to.throw(InvalidSwitch, message)
  })

  it('are read or rejected for any string', () => {
    const part = fc.oneof(fc.constantFrom(...Object.keys(DEFAULT_SWITCHES), '=', '400', '\n'), fc.string())
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), (parts) => {
        try {
          for (const name of Object.keys(parseSwitch(parts.join('')))) expect(DEFAULT_SWITCHES).to.have.property(name)
        } catch (error) {
          expect(error).to.be.instanceOf(InvalidSwitch)
          expect(String(error).split('\n')).to.have.length(1)
        }
      }),
    )
  })
})
