import { expect } from 'chai'
import fc from 'fast-check'
import { splitUrl } from './split-url.ts'
import { TransportError } from './transport-error.ts'

const ORIGIN = 'http://127.0.0.1:8080'

function parsed(url: string): unknown {
  const { origin, pathname, search } = new URL(url)
  return { origin, path: pathname + search }
}

describe('a URL that is split', () => {
  it('is equal to the result of the WHATWG parser for any path and query', () => {
    const part = fc.oneof(
      fc.constantFrom(
        '/',
        '.',
        '..',
        '//',
        '?',
        '#',
        '%',
        '%2e',
        '%2E%2e',
        "'",
        '"',
        ' ',
        '\\',
        '+',
        '{',
        '|',
        '@',
        ':',
        'Users',
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const url = `${ORIGIN}/${parts.join('')}`
        // The first URL passes through the parser, the second does not need to.
        for (const _time of [1, 2]) expect(splitUrl(url), url).to.deep.equal(parsed(url))
      }),
      { numRuns: 2000 },
    )
  })

  for (const url of [
    `${ORIGIN}/scim/Users?filter=userName+eq+%22a%22`,
    `${ORIGIN}/a/./b/../c`,
    `${ORIGIN}/a/.hidden`,
    `${ORIGIN}/a/%2e%2E/b`,
    `${ORIGIN}?query`,
    'HTTP://LOCALHOST:80/Users',
    'https://user@host.example/Users',
  ])
    it(`is correct for ${url}`, () => {
      for (const _time of [1, 2]) expect(splitUrl(url)).to.deep.equal(parsed(url))
    })

  it('is rejected if it is not a URL', () => {
    expect(() => splitUrl('/Users')).to.throw(TransportError)
  })
})
