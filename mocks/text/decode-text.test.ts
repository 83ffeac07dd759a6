import { expect } from 'chai'
import fc from 'fast-check'
import { decodeText } from './index.ts'

const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16()

/** The encodings in which programs write text files. */
const ENCODINGS: Readonly<Record<string, (text: string) => Buffer>> = {
  'UTF-8': (text) => Buffer.from(text, 'utf8'),
  'UTF-8 with a byte order mark': (text) => Buffer.from(`\uFEFF${text}`, 'utf8'),
  'UTF-16 LE with a byte order mark': (text) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
  'UTF-16 BE with a byte order mark': (text) => utf16be(`\uFEFF${text}`),
  'UTF-16 LE': (text) => Buffer.from(text, 'utf16le'),
  'UTF-16 BE': utf16be,
}

describe('the text of a file from outside', () => {
  for (const [name, encode] of Object.entries(ENCODINGS)) {
    it(`is read from ${name}`, () => {
      for (const text of ['{"a":"å"}', '[1]', 'userPrincipalName,objectId\r\nå@x,1\r\n', '1'])
        expect(decodeText(encode(text)), text).to.equal(text)
    })

    it(`is read from ${name} for any JSON`, () => {
      fc.assert(
        fc.property(fc.json(), (json) => {
          expect(decodeText(encode(json))).to.equal(json)
        }),
      )
    })
  }

  it('is empty if the file is empty or contains only a byte order mark', () => {
    for (const bytes of [[], [0xef, 0xbb, 0xbf], [0xff, 0xfe], [0xfe, 0xff]])
      expect(decodeText(Uint8Array.from(bytes))).to.equal('')
  })

  it('is never an error for any bytes', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => typeof decodeText(bytes) === 'string'))
  })
})
