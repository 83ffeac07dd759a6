import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { root, scimRehearsal } from './support/command.ts'
import { readResult } from './support/read-result.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const TOKEN = 'planted-secret-token-4711'

describe('run against scimmy, an independent server', () => {
  const target = [
    '--target',
    'http://127.0.0.1:{port}/scim',
    '--spawn',
    `${process.execPath} ${join(root, 'test/targets/scimmy-server.ts')}`,
    '--token',
    TOKEN,
  ]

  it('finds the causes of the real faults of scimmy, and ends with 1', async () => {
    using out = temporaryFolder()
    const { code, stdout } = await scimRehearsal(['run', ...target, '--out', out.path])
    expect(code, stdout).to.equal(1)
    const { checks, counts, mapping } = readResult(out.path)
    const found = checks.filter(({ outcome }) => outcome === 'fail' || outcome === 'warn').map(({ id }) => id)
    // docs/findings/scimmy.md has the reason for each; any other finding would be an accusation without a
    // review.
    expect(found).to.have.members([
      'entra.disable.legacy-string',
      'entra.patch.value-path-add',
      'entra.manager.set',
      'scim.attribute.no-base64',
      'scim.certificate.one-each',
      'scim.multi-valued.identical-elements',
      'scim.multi-valued.one-primary',
      'scim.enterprise.manager',
      'scim.schemas.missing',
      'scim.schemas.unknown',
      'scim.config.without-credentials',
      'scim.notation.qualified',
      'scim.select.sub-attribute',
      'scim.auth.www-authenticate',
      'scim.bulk-id.unique',
      'scim.bulk-id.references',
      'scim.bulk-limits.payload',
      'scim.create.location-header',
      'scim.error.invalid-syntax',
      'scim.filter.extension-attribute',
      'scim.filter.brackets-content',
      'scim.filter.json-literals',
      'scim.filter.incomplete',
      'scim.filter.value-first',
      'scim.filter.malformed',
      'scim.filter.binary-ordering',
      'scim.filter.boolean-ordering',
      'scim.filter.eq-ignores-case',
      'scim.filter.urn-prefix',
      'scim.paging.items-per-page',
      'scim.paging.start-index-past-end',
      'scim.patch.attributes-parameter',
      'scim.patch.repeated-member',
      'scim.patch.replace-without-value',
      'scim.patch.read-only',
      'scim.patch.remove-required',
      'scim.patch.replace-complex',
      'scim.patch.urn-path',
      'scim.patch.path-ignores-case',
      'scim.search.paged',
    ])
    expect(counts.error).to.equal(0)
    expect(mapping.every(({ outcome }) => outcome === 'pass')).to.equal(true)
  })

  it('does not report requests of the legacy dialect in the flagged dialect', async () => {
    using out = temporaryFolder()
    await scimRehearsal(['run', ...target, '--dialect', 'flagged', '--suite', 'entra', '--out', out.path])
    const outcomes = Object.fromEntries(readResult(out.path).checks.map(({ id, outcome }) => [id, outcome]))
    expect(outcomes['entra.disable.flagged-boolean']).to.equal('pass')
    expect(outcomes).to.not.have.property('entra.disable.legacy-string')
  })

  it('writes the token to no file and no line', async () => {
    using out = temporaryFolder()
    const { stdout, stderr } = await scimRehearsal(['run', ...target, '--suite', 'rfc7644', '--out', out.path])
    const texts = ['result.json', 'junit.xml', 'report.html', 'tape.ndjson'].map((file) =>
      readFileSync(join(out.path, file), 'utf8'),
    )
    for (const text of [stdout, stderr, ...texts]) expect(text).to.not.include(TOKEN)
    expect(texts.at(-1), 'the tape has authorization headers, masked').to.include('"authorization"')
  })
})

describe('run against the SCIM plugin of Better Auth, an independent server', () => {
  it('finds that it supports few filters and rejects groups as Entra writes them, and nothing else', async () => {
    using out = temporaryFolder()
    const { code, stdout } = await scimRehearsal([
      'run',
      '--target',
      'http://127.0.0.1:{port}/api/auth/scim/v2',
      '--spawn',
      `${process.execPath} ${join(root, 'test/targets/better-auth-server.ts')}`,
      '--token',
      TOKEN,
      '--out',
      out.path,
    ])
    const { checks, counts, mapping } = readResult(out.path)
    const failed = checks.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id)
    // docs/findings/better-auth.md has the reason for each.
    expect(failed, stdout).to.have.members([
      'entra.group.create',
      'scim.attribute.names-ignore-case',
      'scim.filter.or-one',
      'scim.filter.not-negates',
      'scim.patch.primary-moves',
      'scim.patch.op-missing',
      'scim.patch.remove-by-filter',
    ])
    expect(code).to.equal(1)
    expect(counts.error).to.equal(0)
    expect(mapping.every(({ outcome }) => outcome === 'pass')).to.equal(true)
  })
})
