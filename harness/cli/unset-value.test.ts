import { expect } from 'chai'
import fc from 'fast-check'
import { unsetFault, unsetHeaderFault, unsetUrlFault } from './unset-value.ts'

describe('a value of which a variable is not set', () => {
  for (const value of [undefined, null, '', ' \t', 'undefined', 'null', 'None'])
    it(`is recognised: ${JSON.stringify(value)}`, () =>
      expect(unsetFault(value)).to.match(/^is (?:undefined|null|empty|the word)/))

  for (const value of [
    '$SCIM_TOKEN',
    '${SCIM_TOKEN}',
    '%SCIM_TOKEN%',
    '$(SCIM_TOKEN)',
    '{{token}}',
    '${{ secrets.T }}',
  ])
    it(`is recognised as the name of a variable: ${value}`, () =>
      expect(unsetFault(value)).to.match(/^is the name of a variable/))

  for (const value of ['eyJhbGciOiJIUzI1NiJ9.e30.x', 'a$b', '100%', 'nullable', 'undefined-behaviour', '$2b$10$abc'])
    it(`is not suspected: ${value}`, () => expect(unsetFault(value)).to.equal(undefined))

  it('is recognised after the scheme of a header', () => {
    for (const value of ['Bearer undefined', 'Bearer ', 'bearer', 'Basic $CREDENTIALS', 'ApiKey null'])
      expect(unsetHeaderFault(value), value).to.match(/^has a credential after its scheme that is /)
    for (const value of ['Bearer abc', 'Basic dTpw', 'token-4711', 'basically fine'])
      expect(unsetHeaderFault(value), value).to.equal(undefined)
  })

  it('is recognised in the host, the port and the path of a URL', () => {
    for (const url of [
      'https://undefined/scim',
      'https://undefined.example/scim',
      'https://host.undefined/scim',
      'https://host.example/null/scim',
      'https://host:undefined/scim',
      'https://host.example/$TENANT/scim',
      'https://host.example/scim/${VERSION}',
    ])
      expect(unsetUrlFault(url), url).to.match(/^contains .* in place of a value/)
    for (const url of [
      'https://host.example/scim/v2?aadOptscim062020',
      'http://127.0.0.1:{port}/scim',
      'https://undefined-behaviour.example/nullable/scim',
      'https://host.example/a?b=undefined',
      'http://[::1]:8080/scim',
    ])
      expect(unsetUrlFault(url), url).to.equal(undefined)
  })

  it('is not suspected in a URL of usual names', () =>
    fc.assert(
      fc.property(fc.webUrl(), (url) => {
        fc.pre(!/undefined|null|[$%]/.test(url))
        expect(unsetUrlFault(url)).to.equal(undefined)
      }),
    ))
})
