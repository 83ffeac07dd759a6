import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { checksum } from '../replay/checksum.ts'
import { MEMBER_LIBRARY, SHELL_LIBRARY } from './shell-library.ts'

describe('the shell functions of scripts', () => {
  const work = mkdtempSync(join(tmpdir(), 'scim-rehearsal-'))
  after(() => rmSync(work, { recursive: true }))

  const shell = (commands: string): string =>
    execFileSync(
      'sh',
      ['-c', `LC_ALL=C; export LC_ALL; work='${work}'\n${SHELL_LIBRARY}\n${MEMBER_LIBRARY}\n${commands}`],
      {
        encoding: 'utf8',
      },
    )
  const flatten = (text: string): string => {
    writeFileSync(join(work, '1.body'), text)
    return shell(`flatten '${work}/1.body' | tee '${work}/1.flat'`)
  }
  const shows = (relation: string, names: string, filter: string, values: string): boolean =>
    shell(`if member 1 ${relation} '${names}' '${filter}' '${values}'; then say yes; else say no; fi`) === 'yes\n'

  it('reads JSON as JavaScript does', () => {
    const key = fc.stringMatching(/^[a-z:.0-9]{1,8}$/)
    const { document } = fc.letrec((tie) => ({
      leaf: fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
      document: fc.oneof(
        { maxDepth: 3 },
        tie('leaf'),
        fc.array(tie('document'), { maxLength: 3 }),
        fc.dictionary(key, tie('document'), { maxKeys: 3 }),
      ),
    }))
    const linesOf = (value: unknown, at: string): string[] => {
      if (typeof value !== 'object' || value === null) return [`${at}\t${JSON.stringify(value)}`]
      const entries = Object.entries(value)
      if (entries.length === 0) return [`${at}\t${Array.isArray(value) ? '[]' : '{}'}`]
      return entries.flatMap(([name, inner]) => linesOf(inner, `${at}/${name}`))
    }
    fc.assert(
      fc.property(document, fc.constantFrom(undefined, 2), (value, indent) => {
        expect(
          flatten(JSON.stringify(value, null, indent))
            .trimEnd()
            .split('\n'),
        ).to.deep.equal(linesOf(value, ''))
      }),
      { numRuns: 40 },
    )
  })

  it('ends for any response, and says if it is not JSON', () => {
    for (const text of ['<html>', '{', '{"a":', '[1,', '{"a" 1}', '[1 2]', '"open', '{"a":1}}', '[}'])
      expect(flatten(text), text).to.include('/not-json\t')
    expect(flatten('')).to.equal('')
  })

  it('finds members by name, in extensions and by filter', () => {
    flatten(
      JSON.stringify({
        active: true,
        Emails: [
          { type: 'home', value: 'h@x.example' },
          { type: 'work', value: 'w@x.example' },
        ],
        members: [{ value: 'a' }, { value: 'b' }],
        'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'R&D', manager: { value: 'm' } },
        title: null,
      }),
    )
    const urn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
    for (const [relation, names, filter, values, isShown] of [
      ['is', 'active', '', 'True', true],
      ['is', 'active', '', 'False', false],
      ['is', 'emails value', '0 type work', 'w@x.example', true],
      ['is', 'emails value', '0 type work', 'h@x.example', false],
      ['includes', 'members', '', 'a', true],
      ['excludes', 'members', '', 'c', true],
      ['excludes', 'members', '', 'b', false],
      ['only', 'members', '', 'a\nb', true],
      ['only', 'members', '', 'a', false],
      ['empty', 'title', '', '', true],
      ['empty', 'members', '', '', false],
      ['is', `${urn} department`, '', 'R&D', true],
      ['is', 'department', '', 'R&D', true],
      ['is', `${urn} manager value`, '', 'm', true],
      ['is', `${urn} manager`, '', 'm', true],
    ] as const)
      expect(shows(relation, names, filter, values), `${relation} ${names} ${filter} ${values}`).to.equal(isShown)
  })

  it('computes the checksum of cksum', () => {
    for (const text of ['', 'a\n', 'ä€𝄞', 'x'.repeat(1000)]) {
      writeFileSync(join(work, 'text'), text)
      expect(shell(`cksum <'${work}/text'`).split(' ')[0]).to.equal(String(checksum(text)))
    }
  })
})
