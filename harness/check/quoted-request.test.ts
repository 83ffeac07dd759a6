import { execFileSync } from 'node:child_process'
import { expect } from 'chai'
import { fillIn, type QuotedRequest, quotedAsCurl } from './quoted-request.ts'

const removal: QuotedRequest = {
  method: 'PATCH',
  path: "/Groups/{group}?x='y'",
  body: { Operations: [{ op: 'remove', path: 'members[value eq "{user}"]' }], note: "it's {user}" },
}

/** Returns the arguments that a shell passes to curl. */
function argumentsOf(line: string, environment: Readonly<Record<string, string>>): string[] {
  const script = `curl() { printf '%s\\n' "$@"; }; ${line}`
  return execFileSync('sh', ['-c', script], { env: { ...process.env, ...environment } })
    .toString()
    .trimEnd()
    .split('\n')
}

describe('a quoted request', () => {
  it('gets values for its placeholders, and keeps those without a value', () => {
    const { path, body } = fillIn(removal, { group: 'a/b', user: '1' })
    expect(path).to.equal("/Groups/a%2Fb?x='y'")
    expect(body).to.deep.equal({ Operations: [{ op: 'remove', path: 'members[value eq "1"]' }], note: "it's 1" })
    expect(fillIn(removal, {}).path).to.equal(removal.path)
  })

  it('is a curl line that a shell reads as the same request', () => {
    const environment = { SCIM_URL: 'https://host/scim', SCIM_TOKEN: 't', SCIM_GROUP: 'g', SCIM_USER: 'u' }
    const given = argumentsOf(quotedAsCurl(removal), environment)
    expect(given).to.include("https://host/scim/Groups/g?x='y'")
    expect(given).to.include('authorization: Bearer t')
    expect(given.at(-1)).to.equal(JSON.stringify(fillIn(removal, { user: 'u' }).body))
    expect(given.slice(0, 4)).to.deep.equal(['-i', '-g', '-X', 'PATCH'])
  })

  it('loses a header that has no value', () => {
    const line = quotedAsCurl({ method: 'GET', path: '/Users', headers: { 'user-agent': '' } })
    expect(line).to.include("-H 'user-agent:'")
  })
})
