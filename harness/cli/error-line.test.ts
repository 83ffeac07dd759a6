import { expect } from 'chai'
import fc from 'fast-check'
import { errorLine } from './error-line.ts'

describe('the line of an error', () => {
  for (const [name, argument] of [
    ['a token of letters and digits', 'aZ3kQ9xT7bW2mN5pL8'],
    ['a hexadecimal key', '4f3a9c0b7d2e6a1f8c5b3d9e0a7f4c2b'],
    ['a UUID', '8a1f2c9e-4b7d-4a3c-9f0e-2d6b1c8a5f7e'],
    ['a JSON Web Token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N'],
    ['a token with its scheme', 'Bearer aZ3kQ9xT7bW2mN5pL8'],
    ['a token in a URL', 'https://host.example/aZ3kQ9xT7bW2mN5pL8'],
    ['a token in a header', 'x-key:aZ3kQ9xT7bW2mN5pL8'],
  ] as const)
    it(`hides an argument that looks like ${name}`, async () => {
      const token = argument.split(/[ :/]+/).at(-1) ?? argument
      const line = await errorLine(`--rate takes a number, not ${JSON.stringify(argument)}`, [
        'run',
        '--rate',
        argument,
      ])
      expect(line).to.match(/^--rate takes a number, not ".*\*\*\*"$/)
      expect(line).to.not.include(token)
    })

  // The tokens of other tests in this process are secrets, too: no word here is one.
  it('shows words, paths, dates, ids of checks and URLs', async () => {
    const said = [
      ...['entra.create.answers-201', 'results/2026-11-29T08-00-00Z/result.json', '2026-11-29T08:00:00.000Z'],
      ...['https://scim.host.example:8443/scim/v2', '/home/jane/Projects/my-scim-server/scim.config.ts', 'p95<500ms'],
      ...['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User', 'schemaReview2026ForContoso.json'],
    ]
    expect(await errorLine(said.join(' '), said)).to.equal(said.join(' '))
  })

  it('is one line without control characters, for any quotes, and shortens pasted values', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (value) => {
        const line = await errorLine(`unknown suite ${value}; available: entra`, ['run', '--suite', value])
        expect(line).to.not.match(/[\p{Cc}\p{Cf}\u2028\u2029]/u)
        expect((await errorLine(`unknown suite ${value}${'x'.repeat(5000)}`, [])).length).to.be.below(700)
      }),
    ))
})
