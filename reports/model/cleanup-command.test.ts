import { expect } from 'chai'
import { asCurl } from './as-curl.ts'
import { cleanupCommand } from './cleanup-command.ts'
import type { RehearsalResult } from './result.ts'

const baseUrl = 'https://host.example/scim'

/** Returns the command for a run that sent these headers, whose secrets are masked. */
const commandOf = (headers: Readonly<Record<string, string>>): string =>
  cleanupCommand({
    target: { baseUrl },
    leftovers: [
      { location: baseUrl, reason: 'a', remove: asCurl({ method: 'DELETE', url: `${baseUrl}/Users/1`, headers }) },
    ],
  } as unknown as RehearsalResult)

describe('the command that removes what a run left', () => {
  for (const [what, headers, options] of [
    ['nothing', {}, ''],
    ['a bearer token', { authorization: 'Bearer ***' }, ' --token "$SCIM_TOKEN"'],
    ['basic credentials', { authorization: 'Basic ***' }, ' --header "authorization: Basic $SCIM_TOKEN"'],
    ['an API key', { 'x-api-key': '***' }, ' --header "x-api-key: $SCIM_TOKEN"'],
    ['a harmless header', { 'accept-language': "it's" }, ` --header 'accept-language: it'\\''s'`],
    [
      'an API key and a token',
      { 'x-api-key': '***', authorization: 'Bearer ***' },
      ' --header "x-api-key: $HEADER_X_API_KEY" --token "$SCIM_TOKEN"',
    ],
    [
      'a secret and an API key',
      { 'x-a': '***', 'x-api-key': '***' },
      ' --header "x-a: $HEADER_X_A" --header "x-api-key: $SCIM_TOKEN"',
    ],
  ] as const)
    it(`names ${what} if the run sent it`, () => {
      expect(commandOf(headers)).to.equal(`scim-rehearsal cleanup --target ${baseUrl}${options}`)
    })

  it('has no options if nothing was left', () => {
    expect(cleanupCommand({ target: { baseUrl } } as unknown as RehearsalResult)).to.match(/ --target \S+$/)
  })
})
