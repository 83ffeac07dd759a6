import { expect } from 'chai'
import fc from 'fast-check'
import { lastSegment, locate, pathBelow } from './locate.ts'

const base = 'https://host/scim/v2'

describe('a reference of the target', () => {
  for (const [reference, path] of [
    ['Users/1', '/Users/1'],
    ['/scim/v2/Users/1', '/Users/1'],
    ['https://host/scim/v2/Users/1', '/Users/1'],
    ['https://HOST:443/scim/v2/Users/1?x=y#z', '/Users/1'],
    ['//host/scim/v2/Users', '/Users'],
    ['./Users/a b', '/Users/a%20b'],
    ['Users/', '/Users'],
  ] as const)
    it(`is resolved as a browser would: ${reference}`, () => expect(pathBelow(base, reference)).to.equal(path))

  for (const reference of [
    'https://other/scim/v2/Users/1',
    'http://host/scim/v2/Users/1',
    '//other/Users',
    'https://host@other/scim/v2/Users',
    'https://user:pw@host/scim/v2/Users',
    'https://user@host/scim/v2/Users',
    'https://:pw@host/scim/v2/Users',
    'https://host.evil.example/scim/v2/Users',
    'https:\\\\other\\Users',
  ])
    it(`is not followed to another origin: ${reference}`, () =>
      expect(locate(base, reference).kind).to.equal('foreign'))

  it('is beside the base URL if the path is another one', () => {
    expect(locate(base, '/Users/1')).to.deep.equal({ kind: 'beside', url: 'https://host/Users/1' })
    expect(locate(base, '../other').kind).to.equal('beside')
    expect(locate('https://host', '/Users/1')).to.deep.equal({ kind: 'below', path: '/Users/1' })
  })

  it('is beside the base URL if it is the base URL itself', () => {
    for (const reference of [base, `${base}/`, '.']) expect(locate(base, reference).kind, reference).to.equal('beside')
  })

  it('is malformed if it is not a URL', () => {
    for (const reference of ['', '  ', 42, null, undefined, {}, 'https://', 'http://[/Users'])
      expect(locate(base, reference), String(reference)).to.deep.equal({ kind: 'malformed' })
  })

  it('may have no last segment', () => {
    for (const path of ['', '/', '//']) expect(lastSegment(path), path).to.equal(undefined)
    expect(lastSegment('/Users/a%20b/')).to.equal('a b')
  })

  it('is resolved without an error, for any string', () => {
    fc.assert(
      fc.property(fc.anything(), (reference) => {
        const located = locate(base, reference)
        if (located.kind === 'below') expect(new URL(`${base}${located.path}`).origin).to.equal('https://host')
      }),
    )
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (reference) => {
        const path = pathBelow(base, reference)
        if (path !== undefined) expect(new URL(`${base}${path}`).href.startsWith(`${base}/`)).to.equal(true)
      }),
    )
  })

  it('may have a malformed last segment', () => expect(lastSegment('/Users/%E0%A4%A')).to.equal(undefined))
})
