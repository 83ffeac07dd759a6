import { expect } from 'chai'
import { suitePurposes } from '../harness/cli/suite-purposes.ts'
import { loadSuites, shippedSuites, suiteNames } from '../harness/index.ts'
import { scimRehearsal } from './support/command.ts'

interface Row {
  readonly id: string
  readonly suite: string
  readonly tags: readonly string[]
  readonly title: string
  readonly requirements: readonly string[]
}

async function listed(...argv: string[]): Promise<readonly Row[]> {
  const { code, stdout, stderr } = await scimRehearsal(['list', ...argv, '--json'])
  expect(code, stderr).to.equal(0)
  return JSON.parse(stdout) as Row[]
}

describe('list suites', () => {
  it('prints the purpose of each suite', async () => {
    expect(Object.keys(suitePurposes)).to.have.members([...suiteNames(await loadSuites(shippedSuites()))])
    const { stdout } = await scimRehearsal(['list', 'suites'])
    for (const line of stdout.trim().split('\n')) expect(line).to.match(/^\w+ {2}\S.{5,} \(\d+ checks?\)$/)
  })
})

describe('list checks', () => {
  it('filters by suite, requirement and words; a check must satisfy all filters', async () => {
    const rfc = await listed('checks', '--suite', 'rfc9865', '--suite', 'rfc9967')
    expect(new Set(rfc.map(({ suite }) => suite))).to.deep.equal(new Set(['rfc9865', 'rfc9967']))
    const quirks = await listed('checks', '--suite', 'quirk')
    expect(quirks.length).to.be.above(50)
    for (const { tags } of quirks) expect(tags).to.include('quirk')
    const found = await listed('checks', '--search', 'PATCH Path-less', '--suite', 'entra')
    expect(found.length).to.be.above(0)
    for (const { id, title, requirements } of found)
      expect([id, title, ...requirements].join(' ').toLowerCase())
        .to.include('patch')
        .and.to.include('path-less')
    const [requirement = ''] = found[0]?.requirements ?? []
    const proving = await listed('checks', '--requirement', requirement)
    expect(proving.map(({ id }) => id)).to.include(found[0]?.id)
    for (const { requirements } of proving) expect(requirements).to.include(requirement)
    expect(await listed('checks', '--search', 'no such words here')).to.deep.equal([])
  })

  for (const [name, argv, message] of [
    ['an unknown suite', ['checks', '--suite', 'entrra'], /^--suite takes entra, .*did you mean entra\?$/],
    [
      'an unknown requirement',
      ['checks', '--requirement', 'rfc7644-3.12-0'],
      /^unknown requirement "rfc7644-3\.12-0"; did you mean/,
    ],
    [
      'a filter of checks for something else',
      ['suites', '--search', 'x'],
      /^--suite, --requirement and --search filter checks, not suites$/,
    ],
    [
      'a filter of requirements for something else',
      ['checks', '--uncovered'],
      /^--uncovered filters requirements, not checks$/,
    ],
    ['an unknown kind', ['chekcs'], /did you mean checks\?$/],
  ] as const)
    it(`rejects ${name}: 2, and one line`, async () => {
      const { code, stdout, stderr } = await scimRehearsal(['list', ...argv])
      expect((stdout + stderr).trim()).to.match(message)
      expect(code).to.equal(2)
    })
})
