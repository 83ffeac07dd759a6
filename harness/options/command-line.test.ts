import { execFileSync } from 'node:child_process'
import { expect } from 'chai'
import fc from 'fast-check'
import { asArguments, quoteArgument } from './command-line.ts'
import { runOptions } from './run-options.ts'

const written = (values: object): string => asArguments(runOptions, { ...values }).join(' ')

/** Returns the arguments that a POSIX shell parses from a line. */
function shellArguments(line: string, environment: Readonly<Record<string, string>> = {}): string[] {
  const output = execFileSync('sh', ['-c', `printf '%s\\0' ${line}`], { env: { ...process.env, ...environment } })
  return output.toString('utf8').split('\0').slice(0, -1)
}

describe('options as arguments', () => {
  it('omit defaults', () => {
    expect(
      written({ timeout: 60_000, failOn: 'must', diagnose: true, defaultReporters: true, seed: undefined }),
    ).to.equal('')
  })

  it('write switches in the form that changes the default', () => {
    const values = { readOnly: true, diagnose: false, defaultReporters: false, shuffle: false, bail: 1 }
    expect(written(values)).to.equal('--bail --no-default-reporters --read-only --no-diagnose')
    expect(written({ bail: 3 })).to.equal('--bail 3')
  })

  it('contain variables in place of secrets and values of headers', () => {
    const values = { token: 'hunter2', header: ['x-tenant: hunter3', 'x-$a`b: hunter4'], oauthClientSecret: 'hunter5' }
    const line = written(values)
    expect(line).to.not.include('hunter')
    const environment = { SCIM_TOKEN: 't', HEADER_X_TENANT: '7', HEADER_X__A_B: '8', SCIM_CLIENT_SECRET: 's' }
    expect(shellArguments(line, environment)).to.deep.equal([
      '--token',
      't',
      '--header',
      'x-tenant: 7',
      '--header',
      'x-$a`b: 8',
      '--oauth-client-secret',
      's',
    ])
  })

  it('are read by a shell as they were given, for any values', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((value) => !value.includes('\0'))
    fc.assert(
      fc.property(
        fc.array(fc.oneof(text, fc.constantFrom('~', '=a', '{a,b}', '*', '$(id)', "'", '', '-', '!')), {
          minLength: 1,
          maxLength: 9,
        }),
        (values) => {
          expect(shellArguments(values.map(quoteArgument).join(' '))).to.deep.equal(values)
        },
      ),
      { numRuns: 60 },
    )
  })
})
