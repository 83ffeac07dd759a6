import { expect } from 'chai'
import fc from 'fast-check'
import { shorten, shortenJson, shortenWords } from './shorten.ts'

/** Generates JSON without the ellipsis, so that one in the result is from the function under test. */
const json = fc
  .jsonValue({ maxDepth: 4 })
  .map((value) => JSON.parse(JSON.stringify(value).replaceAll('…', '.')) as unknown)

/** Removes the marks of omissions, so that the rest is JSON again. */
const withoutMarks = (text: string): string => text.replaceAll(/,?…(?=[\]}])/g, '')

/** Returns whether a value is the beginning of another: members may be missing, and strings may end early. */
function isPartOf(part: unknown, whole: unknown): boolean {
  if (typeof part === 'string' && typeof whole === 'string')
    return part === whole || (part.endsWith('…') && whole.startsWith(part.slice(0, -1)))
  if (Array.isArray(part) && Array.isArray(whole))
    return part.length <= whole.length && part.every((one, index) => isPartOf(one, whole[index]))
  if (typeof part === 'object' && part !== null && typeof whole === 'object' && whole !== null)
    return Object.entries(part).every(
      ([name, one]) => Object.hasOwn(whole, name) && isPartOf(one, (whole as Record<string, unknown>)[name]),
    )
  return Object.is(part, whole) || part === whole
}

describe('shortening for a reader', () => {
  it('omits whole members of JSON, and cuts none', () => {
    fc.assert(
      fc.property(json, fc.integer({ min: 8, max: 200 }), (value, limit) => {
        const text = shortenJson(value, limit)
        expect(isPartOf(JSON.parse(withoutMarks(text)), value), text).to.equal(true)
      }),
    )
  })

  it('keeps lists, objects and strings within the limit', () => {
    fc.assert(
      fc.property(
        json.filter((value) => typeof value === 'object' && value !== null),
        fc.integer({ min: 8, max: 200 }),
        (value, limit) => {
          expect(shortenJson(value, limit).length).to.be.at.most(limit)
        },
      ),
    )
  })

  it('leaves short strings unchanged, and shortens any other to the limit', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), fc.integer({ min: 8, max: 200 }), (text, limit) => {
        const short = shorten(text, limit)
        if (text.trim().length <= limit) expect(short).to.equal(text.trim())
        else expect(Array.from(short).length).to.be.at.most(limit)
      }),
    )
  })

  it('cuts JSON that is nested too deep like any string', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
    expect(shorten(deep, 40)).to.match(/^\[{39}…$/)
  })

  it('cuts between words', () => {
    expect(shortenWords('the server has an internal fault', 20)).to.equal('the server has an…')
    expect(shortenWords('abcdefghijkl', 6)).to.equal('abcde…')
  })

  it('shows the beginning of a body', () => {
    const body = JSON.stringify({ schemas: ['urn:a'], id: '1', name: { givenName: 'Jane', familyName: 'Doe' } })
    expect(shorten(body, 40)).to.equal('{"schemas":["urn:a"],"id":"1",…}')
    expect(shorten(`<html>${'x '.repeat(100)}</html>`, 20)).to.match(/^<html>x.*…$/)
  })
})
