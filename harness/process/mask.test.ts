import { expect } from 'chai'
import fc from 'fast-check'
import { decodeEscapes } from './decode-escapes.ts'
import { maskSecrets, maskText } from './mask.ts'

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
    it(`removes them ${name}`, () => {
      fc.assert(
        fc.property(secret, fc.string(), (planted, around) => {
          expect(maskText(`${around}${form(planted)}${around}`, [planted])).to.not.include(form(planted))
        }),
      )
    })
  }

  const layers = fc.array(
    fc.constantFrom<(text: string) => string>(
      encodeURIComponent,
      (text) => JSON.stringify(text),
      (text) => [...text].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
      (text) => [...text].map((one) => `&#x${one.charCodeAt(0).toString(16)};`).join(''),
      (text) => [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
      (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;'),
    ),
    { minLength: 1, maxLength: 3 },
  )
  const token = fc.stringMatching(/^[!-~]{12,40}$/)

  it('removes them under several levels of escapes, in either case', () => {
    fc.assert(
      fc.property(token, layers, fc.boolean(), (planted, encoders, isUpper) => {
        const echoed = isUpper ? planted.toUpperCase() : planted
        const text = encoders.reduce((inner, encode) => encode(inner), `<${echoed}>`)
        const masked = maskText(text, [planted])
        expect(masked).to.include('***')
        expect(masked.length).to.be.below(text.length)
        expect(encoders.reduce(unescapedAll, masked).toLowerCase()).to.not.include(planted.toLowerCase())
      }),
    )
  })

  it('removes them from Base64 in lines, Base64 of Base64, escapes in Base64, and the output of `escape`', () => {
    const inBase64 = (text: string): string => Buffer.from(text).toString('base64')
    const escaped = (text: string): string =>
      [...text].map((one) => `%u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')
    fc.assert(
      fc.property(
        token,
        fc.integer({ min: 8, max: 76 }),
        fc.constantFrom('\n', '\r\n', '\\n', '\n '),
        (planted, width, end) => {
          const lines = inBase64(planted).match(new RegExp(`.{1,${width}}`, 'g')) ?? []
          // The last characters of Base64 depend on what follows.
          for (const text of [
            ...[lines.join(end), inBase64(inBase64(planted)), inBase64(encodeURIComponent(planted)), escaped(planted)],
            inBase64(JSON.stringify(planted)),
          ])
            expect(maskText(`<${text}>`, [planted])).to.match(/^<[\w+/=]{0,3}\*\*\*[\w+/=\\\s]{0,12}>$/)
        },
      ),
    )
  })

  it('removes them from Base64 at any offset, and from hexadecimal', () => {
    fc.assert(
      fc.property(token, fc.string({ maxLength: 20 }), fc.string({ maxLength: 20 }), (planted, before, after) => {
        const bytes = Buffer.from(before + planted + after)
        // The rest decodes to too little of the secret.
        for (const encoding of ['base64', 'base64url', 'hex'] as const) {
          const masked = maskText(bytes.toString(encoding), [planted])
          expect(masked, encoding).to.include('***')
          for (const part of masked.split('***'))
            expect(Buffer.from(part, encoding).toString('latin1')).to.not.include(planted.slice(3, -3))
        }
      }),
    )
  })

  it('preserves a string without secrets, with any escapes', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('%', '2', 'F', '\\', 'u', '0', '&', '#', ';', 'x', '"', 'ä', '😀') }),
        (text) => {
          expect(maskText(text, ['planted-secret-token'])).to.equal(text)
        },
      ),
    )
  })

  it('keeps JSON well formed', () => {
    fc.assert(
      fc.property(token, fc.jsonValue(), (planted, value) => {
        const text = JSON.stringify({ echo: planted, [planted]: value, nested: JSON.stringify(planted) })
        expect(() => JSON.parse(maskSecrets(text, [planted]))).to.not.throw()
      }),
    )
  })

  it('masks a short secret only as a whole word', () => {
    expect(maskText('Bearer pass, "pass", password, by-pass, pass.me', ['pass'])).to.equal(
      'Bearer ***, "***", password, by-pass, pass.me',
    )
  })

  it('masks everything that has the form of a credential', () => {
    for (const [text, masked] of [
      ['https://u:p@host/x', 'https://***@host/x'],
      ['/login?id_token=abc&state=1', '/login?id_token=***&state=1'],
      ['a=1&client_secret=abc', 'a=1&client_secret=***'],
      ['eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.', '***'],
    ])
      expect(maskText(text ?? '', [])).to.equal(masked)
  })

  it('removes the beginning of a truncated secret', () => {
    for (const end of ['…', '"', "'", '']) {
      expect(maskText(`expected planted-secr${end}`, ['planted-secret-token'])).to.equal(`expected ***${end}`)
      expect(maskText(`expected planted-${end}`, ['planted-secret-token'])).to.equal(`expected ***${end}`)
    }
  })

  it('preserves words that begin like a secret', () => {
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

const unescapedAll = (text: string): string => decodeEscapes(text)?.text ?? text
