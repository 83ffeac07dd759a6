import { expect } from 'chai'
import type { Exchange } from '../../reports/index.ts'
import {
  credentialsOfHeaders,
  secretsOfArguments,
  secretsOfCommand,
  secretsOfExchange,
  secretsOfHeaders,
  secretsOfUrl,
} from './secret-sources.ts'
import { createSecretVault } from './secret-vault.ts'

describe('the secrets of headers', () => {
  it('are all values except those of harmless headers', () => {
    for (const name of ['authorization', 'x-api-key', 'x-tenant', 'cookie', 'hostess'])
      expect(secretsOfHeaders({ [name]: 'value' }), name).to.deep.equal(['value'])
    for (const name of [
      ...['Accept', 'accept-language', 'user-agent', 'content-type', 'content-language', 'cache-control', 'pragma'],
      ...['prefer', 'host', 'from', 'origin', 'referer', 'te', 'via', 'date', 'expect', 'connection', 'if-match'],
      ...['traceparent', 'tracestate', 'baggage', 'x-request-id', 'x-correlation-id', 'x-forwarded-for', 'forwarded'],
      'x-real-ip',
    ])
      expect(secretsOfHeaders({ [name]: 'value' }), name).to.deep.equal([])
  })
})

describe('the secrets of a URL', () => {
  for (const [url, secrets] of [
    ['https://host/scim', []],
    ['https://user@host/scim', []],
    ['https://us%40er:p%3Aw@host/scim', ['us@er:p:w', 'p:w']],
    ['https://host:{port}/scim?code=a%2Fb+c', ['a/b+c', 'a/b c']],
    ['https://host/#token=a=b&empty=', ['a=b', 'a=b']],
    ['https://host/?bad=%E0%A4%A', ['%E0%A4%A', '%E0%A4%A']],
    ['https://user:pass word@ho st/?sig=abc#x=y', ['pass word', 'pass word', 'abc', 'abc', 'y', 'y']],
    ['user:p%40ss@', ['p%40ss', 'p@ss']],
    ['nothing at all', []],
  ] as const)
    it(`are found in ${url}`, () => {
      expect(secretsOfUrl(url)).to.deep.equal(secrets)
    })

  it('are not the values of parameters that select a dialect or a page', () => {
    for (const name of [
      ...['aadOptscim062020', 'AzureAdScimPatch062020', 'api-version', 'version', 'v', 'filter', 'count', 'startIndex'],
    ])
      expect(secretsOfUrl(`https://host/?${name}=1`), name).to.deep.equal([])
    expect(secretsOfUrl('https://host/?versions=1')).to.deep.equal(['1', '1'])
  })
})

describe('the secrets of a command', () => {
  for (const [command, secrets] of [
    ['node server.js', []],
    ['TOKEN=abc node server.js', ['abc']],
    [`DB_PASSWORD='a b' API_KEY="c \\"d" node x`, ['a b', 'c "d']],
    ['node x --client-secret=abc --access-key def -pwd ghi', ['abc', 'def', 'ghi']],
    ['x --passphrase a --passwd b --private_key c --credentials d --secret=""', ['a', 'b', 'c', 'd']],
    ['x --token-file secret.txt --token-url=u --secret-name n --token --verbose --token $TOKEN', []],
    ['curl -H "authorization: Bearer abcdefgh" -H "authorization: Basic dXNlcjphYmM="', ['abcdefgh', 'dXNlcjphYmM=']],
    ['Bearer of news', []],
    ['x postgres://user:pass@db/x?sslkey=k', ['user:pass', 'pass', 'k', 'k']],
  ] as const)
    it(`are found in ${command}`, () => {
      expect(secretsOfCommand(command)).to.have.members(secrets)
    })
})

describe('a variable that names a place', () => {
  for (const place of [...['file', 'path', 'url', 'uri', 'dir', 'folder', 'name', 'id', 'type', 'endpoint']])
    it(`is not a secret: a token's ${place}`, () => {
      expect(secretsOfCommand(`TOKEN_${place.toUpperCase()}=abc node x --secret-${place} def`)).to.deep.equal([])
    })
})

describe('the secrets of arguments', () => {
  for (const [argv, secrets] of [
    [['run', '--token', 'abc'], ['abc']],
    [
      ['--token=abc', '--oauth-client-secret', 'def'],
      ['abc', 'def'],
    ],
    [['--token'], ['']],
    [
      ['--target', 'https://u:pw@host'],
      ['u:pw', 'pw'],
    ],
    [
      ['--oauth-token-url=https://host?k=v', '--api-url', 'https://u:1@h'],
      ['v', 'v', 'u:1', '1'],
    ],
    [
      ['--base', 'https://u:2@h', '--mail-via', 'smtp://u:3@h'],
      ['u:2', '2', 'u:3', '3'],
    ],
    [['--header', 'x-key: abc', '--header', 'accept: json'], ['abc']],
    [
      ['--header', 'x-key=secretvalue short'],
      ['x-key=secretvalue short', 'secretvalue'],
    ],
    [
      ['--header', 'x 8letters 7letter'],
      ['x 8letters 7letter', '8letters'],
    ],
    [
      ['--header', ': secretvalue'],
      [': secretvalue', 'secretvalue'],
    ],
    [['--spawn', 'TOKEN=abc node x'], ['abc']],
    [['--tokn=a', '-secret=b', '--passwd=c', '--pwd=d', '--api-key=e', '--auth=f', '--headr=g'], [...'abcdefg']],
    [['--token-file=x', '--key-path=x', '--seed=7', '--reporter', 'json'], []],
  ] as const)
    it(`are found in ${argv.join(' ')}`, () => {
      expect(secretsOfArguments(argv)).to.deep.equal(secrets)
    })
})

describe('the credentials of an exchange', () => {
  const sent = (name: string, value: string): readonly string[] => credentialsOfHeaders([{ name, value }], [])

  it('are those of its request headers without their scheme', () => {
    expect(sent('authorization', 'Bearer abcdefgh')).to.deep.equal(['abcdefgh'])
    expect(sent('x-api-key', 'abcdefgh')).to.deep.equal(['abcdefgh'])
    expect(sent('x-other', 'abcdefgh')).to.deep.equal([])
    const pair = Buffer.from('user:password').toString('base64')
    expect(sent('authorization', `basic ${pair}`)).to.deep.equal([pair, 'user:password', 'password'])
    const single = Buffer.from('userpassword').toString('base64')
    expect(sent('authorization', `Basic ${single}`)).to.deep.equal([single])
  })

  it('are cookies that were sent or set, of at least eight characters, and nothing that is masked', () => {
    expect(sent('Cookie', 'a=abcdefgh; b=short; c=ijklmnop')).to.deep.equal(['abcdefgh', 'ijklmnop'])
    const answered = [
      { name: 'Set-Cookie', value: 'a=abcdefgh; path=/anything' },
      { name: 'x-other', value: 'ijklmnop' },
    ]
    expect(credentialsOfHeaders([], answered)).to.deep.equal(['abcdefgh'])
    expect(sent('authorization', 'Bearer abc***defgh')).to.deep.equal([])
    expect(sent('authorization', 'Bearer abcdefg')).to.deep.equal([])
  })

  it('are also in the URL', () => {
    const exchange: Exchange = {
      id: 'x1',
      cause: 'a-check',
      leg: 'scim',
      startedDateTime: '2026-01-01T00:00:00.000Z',
      time: 1,
      request: {
        method: 'GET',
        url: 'https://host/?key=longsecret&x=short&y=8letters',
        httpVersion: 'HTTP/1.1',
        headers: [{ name: 'authorization', value: 'Bearer abcdefgh' }],
      },
      response: { status: 200, headers: [], body: '' },
    }
    expect(new Set(secretsOfExchange(exchange))).to.deep.equal(new Set(['abcdefgh', 'longsecret', '8letters']))
  })
})

describe('a vault of secrets', () => {
  it('remembers each secret once, and no empty one', () => {
    const vault = createSecretVault()
    vault.add('abcdefgh', undefined, '')
    const before = vault.secrets
    vault.add('abcdefgh')
    expect(vault.secrets, 'the same list, because its forms are computed once').to.equal(before)
    vault.add('ijklmnop')
    expect(vault.secrets).to.deep.equal(['abcdefgh', 'ijklmnop'])
    expect(before).to.deep.equal(['abcdefgh'])
  })

  it('masks strings, documents and values', () => {
    const vault = createSecretVault()
    vault.add('planted-token', 'short', 'outcome')
    expect(vault.mask('planted-token and short')).to.equal('*** and ***')
    expect(vault.maskStrong('planted-token and short outcome')).to.equal('*** and short outcome')
    expect(vault.maskDeep({ outcome: 'planted-token' })).to.deep.equal({ outcome: '***' })
  })

  it('preserves the words of a result in a document, although one is a secret', () => {
    const vault = createSecretVault()
    vault.add('inapplicable', 'planted-token')
    expect(vault.maskStrong('{"outcome":"inapplicable","note":"planted-token"}')).to.equal(
      '{"outcome":"inapplicable","note":"***"}',
    )
  })
})
