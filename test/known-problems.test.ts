import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { root, scimRehearsal } from './support/command.ts'
import { allRunnable, type RunnableChecks } from './support/run-deviation.ts'

const ID = /`((?:entra|jumpcloud|validator)\.[\w.-]+)`/g

describe('docs/known-problems.md', () => {
  const page = readFileSync(join(root, 'docs/known-problems.md'), 'utf8')
  let runnable: RunnableChecks
  before(async () => {
    runnable = await allRunnable()
  })

  it('names checks that exist', () => {
    const named = [...page.matchAll(ID)].map(([, id = '']) => id).filter((id) => !/\.$/.test(id))
    const unknown = named.filter((id) => !runnable.checks.has(id) && !runnable.invariants.has(id))
    expect(unknown).to.deep.equal([])
    expect(named.length).to.be.greaterThan(80)
  })

  it('has a check or a reason in each row', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| ') && !/^\| (?:reported|problem) /.test(line))
    expect(rows.length).to.equal(39 + 22)
    const empty = rows.filter((line) => !/`(?:entra|jumpcloud|validator)\.|none|no SCIM/.test(line))
    expect(empty).to.deep.equal([])
  })
})

describe('list quirks', () => {
  interface Quirk {
    readonly id: string
    readonly title: string
    readonly source: string
    readonly curl: string
  }

  it('prints each as JSON with its public source and its requests', async () => {
    const { code, stdout } = await scimRehearsal(['list', 'quirks', '--json'])
    expect(code).to.equal(0)
    const quirks = JSON.parse(stdout) as Quirk[]
    expect(quirks.length).to.be.at.least(80)
    for (const { id, title, source, curl } of quirks) {
      expect(id).to.match(/^entra\.quirk\.[a-z-]+$/)
      expect(title, id).to.not.equal('')
      expect(source, id).to.match(/^https:\/\/(?:github\.com|learn\.microsoft\.com)\//)
      for (const line of curl.split('\n')) expect(line, id).to.match(/^curl -i -g .*\$SCIM_URL.*\$SCIM_TOKEN/)
    }
  })

  it('prints them for a reader too', async () => {
    const { stdout } = await scimRehearsal(['list', 'quirks'])
    expect(stdout).to.match(/^entra\.quirk\.active-text {2}.*\n {4}https:.*\n {4}curl /m)
  })
})

describe('list suites', () => {
  it('lists the values of --suite: folders, and tests of Microsoft that are part of the Entra suite', async () => {
    const { stdout } = await scimRehearsal(['list', 'suites', '--json'])
    const suites = new Map(
      (JSON.parse(stdout) as { id: string; checks: number }[]).map(({ id, checks }) => [id, checks]),
    )
    expect([...suites.keys()]).to.include.members(['entra', 'jumpcloud', 'rfc7643', 'rfc7644', 'gallery', 'validator'])
    // 25 tests of the validation for the gallery, 32 of the SCIM Validator, and the burst that the gallery requires.
    expect([suites.get('gallery'), suites.get('validator')]).to.deep.equal([58, 32])
  })
})
