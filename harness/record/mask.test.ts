import { expect } from 'chai'
import fc from 'fast-check'
import { maskText } from './mask.ts'

describe('masking of secrets', () => {
  const secret = fc.string({ minLength: 12, maxLength: 60 })
  const forms: readonly (readonly [name: string, form: (secret: string) => string])[] = [
    ['as they are', (text) => text],
    ['percent-encoded', encodeURIComponent],
    ['encoded as far as a path needs it', encodeURI],
    ['in a value of a filter', (text) => encodeURIComponent(JSON.stringify(text))],
    ['in JSON', (text) => JSON.stringify(text)],
  ]
  for (const [name, form] of forms) {
    it(`takes them out ${name}`, () => {
      fc.assert(
        fc.property(secret, fc.string(), (planted, around) => {
          expect(maskText(`${around}${form(planted)}${around}`, [planted])).to.not.include(form(planted))
        }),
      )
    })
  }

  it('takes out the beginning of one that was cut short', () => {
    for (const end of ['…', '"', "'", '']) {
      expect(maskText(`expected planted-secr${end}`, ['planted-secret-token'])).to.equal(`expected ***${end}`)
      expect(maskText(`expected planted-${end}`, ['planted-secret-token'])).to.equal(`expected ***${end}`)
    }
  })

  it('leaves words that begin alike', () => {
    for (const text of ['scim-rehearsal run', 'scim-reh', 'scim-rehearse'])
      expect(maskText(text, ['scim-rehearsal-token']).replace(/^\*\*\*$/, 'scim-reh')).to.equal(text)
  })

  const passwords: readonly (readonly [text: string, masked: string])[] = [
    ['{"password" : "a\\"b", "other":"c"}', '{"password" : "***", "other":"c"}'],
    ['{"password":"a\\\\","other":"c"}', '{"password":"***","other":"c"}'],
    ['{"password":"a', '{"password":"***'],
    [JSON.stringify('{"Password":"a\\"b","other":"c"}'), JSON.stringify('{"Password":"***","other":"c"}')],
    [JSON.stringify(JSON.stringify('{"password":"ab"}')), JSON.stringify(JSON.stringify('{"password":"***"}'))],
    [JSON.stringify('{"password":"a').slice(0, -1), JSON.stringify('{"password":"***').slice(0, -1)],
  ]
  for (const [text, masked] of passwords) {
    it(`masks a password in ${text}`, () => {
      expect(maskText(text, [])).to.equal(masked)
      expect(maskText(masked, [])).to.equal(masked)
    })
  }
})
