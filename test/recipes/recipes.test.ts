import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { root } from '../support/command.ts'
import { readResult } from '../support/read-result.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { type Edit, RECIPES } from './recipes.ts'

const page = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')

describe('the recipes of CONTRIBUTING.md', () => {
  it('each have an example', () => {
    const headings = [...page.matchAll(/^## (Add .+)$/gm)].map(([, heading]) => heading)
    expect(RECIPES.map(({ heading }) => heading)).to.deep.equal(headings)
  })

  it('name files and folders that exist', () => {
    const named = [...page.matchAll(/`((?:mocks|suites|harness|reports|test|docs|scripts)\/[^`\s]*)`/g)].map(
      ([, path = '']) => path.replaceAll(/<\w+>|…/g, '*'),
    )
    expect(named.filter((path) => globSync(path.replace(/\/$/, ''), { cwd: root }).length === 0)).to.deep.equal([])
  })

  describe('followed in a copy', () => {
    const folder = temporaryFolder()
    const copy = folder.path
    after(() => folder[Symbol.dispose]())
    before(() => {
      copyCheckout(copy)
      for (const { edits } of RECIPES) for (const edit of edits) apply(copy, edit)
    })
    const node = (...argv: readonly string[]): string => {
      const env = { ...process.env, CI: '', TF_BUILD: '' }
      const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd: copy, encoding: 'utf8', env })
      expect(status, `${stdout}${stderr}`).to.equal(0)
      return stdout
    }

    it('compile, and the page of the report is built', () => {
      node('scripts/build-pages.ts')
      for (const project of ['tsconfig.json', 'reports/html/app']) node('node_modules/.bin/tsc', '-p', project)
    })

    it('create a check that passes, a row of the mapping report, and a reporter', () => {
      const out = join(copy, 'out')
      const checks = ['--check', 'scim.delete.recipe', '--check', 'jumpcloud.mapping.nickName']
      const reporters = ['--reporter', 'recipe', '--reporter', 'json', '--out', out]
      node('harness/cli/bin.ts', 'run', '--embedded', ...checks, ...reporters)
      const result = readResult(out)
      const outcomes = Object.fromEntries(result.checks.map(({ id, outcome }) => [id, outcome]))
      expect(outcomes['scim.delete.recipe']).to.equal('pass')
      expect(result.mapping.map(({ scim }) => scim)).to.include('nickName')
      expect(readFileSync(join(out, 'recipe.txt'), 'utf8')).to.equal(result.verdict)
    })

    it('create a deviation that the check catches, an independent server, a hostile mode and an expression function', () => {
      const files = [
        'test/deviations',
        'test/independent-servers/independent-servers',
        'test/hostile/inputs',
        'mocks/entra/expression/documented-examples',
      ]
      const specs = files.map((file) => `${file}.test.ts`)
      const options = ['--no-config', '--timeout', '300000', '--reporter', 'json', '-g', '[Rr]ecipe']
      const { stats } = JSON.parse(node('node_modules/mocha/bin/mocha.js', ...options, ...specs)) as {
        stats: { passes: number; failures: number }
      }
      expect(stats).to.include({ passes: 4, failures: 0 })
    })

    it('create an operation that the OpenAPI description contains', () => {
      const script = `import { jumpCloudDescription } from './mocks/jumpcloud-api/index.ts'
        console.log(JSON.stringify(Object.keys(jumpCloudDescription().paths)))`
      const paths = node('--input-type=module-typescript', '--disable-warning=ExperimentalWarning', '-e', script)
      expect(JSON.parse(paths)).to.include('/api/systemusers/{id}/recipe')
    })
  })
})

/** Copies the files of the checkout that git knows or would add; the installed packages are shared. */
function copyCheckout(copy: string): void {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root })
  for (const file of listed.toString('utf8').split('\0').filter(Boolean)) {
    if (!existsSync(join(root, file))) continue
    mkdirSync(dirname(join(copy, file)), { recursive: true })
    cpSync(join(root, file), join(copy, file))
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
}

function apply(copy: string, { file, after, lines }: Edit): void {
  const path = join(copy, file)
  if (after === undefined) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, lines)
    return
  }
  const before = readFileSync(path, 'utf8')
  const edited = before.replace(after, (place) => place + lines)
  expect(edited, `${file} has ${after}`).to.not.equal(before)
  writeFileSync(path, edited)
}
