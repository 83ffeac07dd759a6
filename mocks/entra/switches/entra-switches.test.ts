import { expect } from 'chai'
import fc from 'fast-check'
import { DEFAULT_ENTRA_SWITCHES, InvalidEntraSwitch, parseEntraSwitch } from './index.ts'

describe('the switches of the Entra client', () => {
  it('are read by name and value', () => {
    expect(parseEntraSwitch('retryAfter=fails')).to.deep.equal({ retryAfter: 'fails' })
    expect(parseEntraSwitch('adscimversion=Date: 2026-11-29, ActivityId: 7')).to.deep.equal({
      adscimversion: 'Date: 2026-11-29, ActivityId: 7',
    })
    expect(parseEntraSwitch('accept=none')).to.deep.equal({ accept: 'none' })
  })

  it('each have a default, which is one of their values', () => {
    for (const [name, value] of Object.entries(DEFAULT_ENTRA_SWITCHES))
      expect(parseEntraSwitch(`${name}=${value}`)).to.deep.equal({ [name]: value })
  })

  for (const [text, message] of [
    ['retryAfter', 'unknown switch "retryAfter"; write name=value, available: accept, '],
    ['constructor=1', 'unknown switch'],
    ['retryAfter=waits', 'retryAfter takes pauses or fails, not "waits"'],
    ['accept=', 'accept takes a header value or none, not ""'],
    ['accept=a\r\nb: c', 'accept takes a header value'],
  ] as const)
    it(`rejects ${JSON.stringify(text)}`, () => {
      expect(() => parseEntraSwitch(text)).to.throw(InvalidEntraSwitch, message)
    })

  it('are read or rejected for any string', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `accept=${text}`),
        ),
        (text) => {
          try {
            parseEntraSwitch(text)
          } catch (error) {
            expect(error).to.be.instanceOf(InvalidEntraSwitch)
          }
        },
      ),
    )
  })
})
