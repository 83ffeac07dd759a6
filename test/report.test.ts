import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { type RehearsalResult, resultFaults } from '../reports/index.ts'
import { scimRehearsal } from './support/command.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const CHECK = 'scim.patch.*'

describe('report', () => {
  const folder = temporaryFolder()
  const green = join(folder.path, 'green', 'result.json')
  const red = join(folder.path, 'red.json')
  let broken = ''

  before(async () => {
    const { code, stdout } = await scimRehearsal([
      'run',
      '--check',
      CHECK,
      '--seed',
      '7',
      '--out',
      join(folder.path, 'green'),
    ])
    expect(code, stdout).to.equal(0)
    const result = read(green)
    broken = result.checks.find(({ outcome }) => outcome === 'pass')?.id ?? ''
    const checks = result.checks.map((check) =>
      check.id === broken ? { ...check, outcome: 'fail', reason: 'it was planted' } : check,
    )
    const counts = { ...result.counts, fail: 1 }
    writeFileSync(red, JSON.stringify({ ...result, verdict: 'nonconformant', counts, checks }))
  })
  after(() => folder[Symbol.dispose]())

  it('renders every format from an earlier result, exchanges from the tape beside it', async () => {
    const names = ['html', 'junit', 'markdown', 'sarif', 'har', 'ndjson', 'nock', 'json=again.json']
    const { code, stderr } = await scimRehearsal(['report', green, ...names.flatMap((name) => ['--reporter', name])])
    expect(code, stderr).to.equal(0)
    expect(stderr)
      .to.match(/^written: .*report\.html.*exchanges\.har/)
      .and.to.include('again.json')
    const har = JSON.parse(readFileSync(join(folder.path, 'green', 'exchanges.har'), 'utf8'))
    expect(har.log.entries.length).to.be.greaterThan(10)
    expect(read(join(folder.path, 'green', 'again.json'))).to.deep.equal(read(green))
  })

  it('lists new, fixed and unchanged findings', async () => {
    const worse = await scimRehearsal(['report', '--baseline', green, red])
    expect(worse.code).to.equal(1)
    expect(worse.stdout).to.include(`new: ${broken}`)
    const better = await scimRehearsal(['report', '--baseline', red, green, '--json'])
    expect(better.code).to.equal(0)
    expect(JSON.parse(better.stdout)).to.deep.include({ added: [], mended: [broken], remaining: [] })
    const same = await scimRehearsal(['report', '--baseline', red, red])
    expect(same.code, 'a finding that the baseline has').to.equal(0)
  })

  it('accepts a finding until its last day', async () => {
    const accepted = join(folder.path, 'known.json')
    const accepting = ['--accept', broken, '--reason', 'ticket 7', '--until', '2999-12-31']
    expect((await scimRehearsal(['report', red, '--accepted', accepted, ...accepting])).code).to.equal(0)
    expect(JSON.parse(readFileSync(accepted, 'utf8'))).to.deep.equal([
      { id: broken, reason: 'ticket 7', until: '2999-12-31' },
    ])
    writeFileSync(accepted, JSON.stringify([{ id: broken, reason: 'ticket 7', until: '2020-01-01' }]))
    const { code, stdout } = await scimRehearsal(['report', red, '--accepted', accepted])
    expect(code, 'an expired one counts again').to.equal(1)
    expect(stdout).to.include('it was accepted until 2020-01-01 (ticket 7), and counts again')
  })

  it('rejects a finding that the result does not have, and names the nearest', async () => {
    const accepted = join(folder.path, 'unknown.json')
    const accepting = ['--reason', 'ticket 7', '--until', '2999-12-31', '--accepted', accepted]
    const misspelt = `${broken.slice(0, -1)}x`
    const { code, stderr } = await scimRehearsal(['report', red, '--accept', misspelt, ...accepting])
    expect(code).to.equal(2)
    expect(stderr).to.equal(
      `--accept: not a finding of this result: ${JSON.stringify(misspelt)}; did you mean ${broken}?\n`,
    )
    expect(() => readFileSync(accepted)).to.throw()
    // A row of Entra's own mapping is not a check of an embedded run.
    const known = await scimRehearsal(['report', '--accept', 'entra.attribute.preferredLanguage', ...accepting])
    expect(known.code, known.stderr).to.equal(0)
  })

  it('merges shards to what the whole run would have found', async () => {
    const shards = [1, 2].map((index) => join(folder.path, `shard${index}`))
    for (const [index, out] of shards.entries())
      await scimRehearsal(['run', '--check', CHECK, '--seed', '7', '--out', out, '--shard', `${index + 1}/2`])
    const out = join(folder.path, 'merged')
    const { code, stderr } = await scimRehearsal([
      'report',
      ...shards,
      '--reporter',
      'json',
      '--reporter',
      'har',
      '--out',
      out,
    ])
    expect(code, stderr).to.equal(0)
    const merged = read(join(out, 'result.json'))
    expect(resultFaults(merged)).to.deep.equal([])
    const outcomes = ({ checks }: RehearsalResult): Record<string, string> =>
      Object.fromEntries(checks.map(({ id, outcome }) => [id, outcome]))
    expect(outcomes(merged)).to.deep.equal(outcomes(read(green)))
    const recorded = new Set(
      JSON.parse(readFileSync(join(out, 'exchanges.har'), 'utf8')).log.entries.map(
        ({ comment }: { comment: string }) => comment.split(' ')[0],
      ),
    )
    for (const { evidence } of merged.checks) for (const id of evidence) expect(recorded).to.include(id)
  })

  const usage: readonly (readonly [name: string, argv: readonly string[], message: RegExp])[] = [
    ['no result', [], /report needs a result\.json/],
    ['a file that is not a result', ['package.json'], /package\.json is not a result of a run: the result must have/],
    ['a finding without a reason', ['--accept', 'x'], /--accept needs --reason/],
    ['an invalid day', ['--accept', 'x', '--reason', 'y', '--until', '2026-02-31'], /--accept needs --until, a day/],
    [
      'a finding that does not exist',
      ['--accept', 'scim.filter.urn-prefx', '--reason', 'y', '--until', '2999-01-01'],
      /^--accept: unknown check "scim\.filter\.urn-prefx"; did you mean scim\.filter\.urn-prefix\?$/,
    ],
    [
      'a finding like no other',
      ['--accept', 'nothing', '--reason', 'y', '--until', '2999-01-01'],
      /^--accept: unknown check "nothing"; give the result\.json that has it, or see `scim-rehearsal list checks`$/,
    ],
    ['a day that is past', ['--accept', 'x', '--reason', 'y', '--until', '2020-01-01'], /--until 2020-01-01 is past/],
  ]
  for (const [name, argv, message] of usage) {
    it(`${name}: 2, and one line`, async () => {
      const { code, stdout, stderr } = await scimRehearsal(['report', ...argv])
      expect(code).to.equal(2)
      expect((stdout + stderr).trim()).to.match(message)
      expect((stdout + stderr).trim().split('\n')).to.have.lengthOf(1)
    })
  }
})

function read(file: string): RehearsalResult {
  return JSON.parse(readFileSync(file, 'utf8')) as RehearsalResult
}
