import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { builtFrom, fingerprintOf, PAGES } from '../scripts/support/pages.ts'
import { root } from './support/command.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

describe('the pages of report.html and of the console', () => {
  for (const [name, page] of Object.entries(PAGES))
    it(`are built from the current app: ${name}`, () => {
      expect(builtFrom(join(root, page.file)), 'npm run build:pages builds it again').to.equal(
        fingerprintOf(root, page),
      )
    })

  it('are optional for an install without Vite, and required by their own build', () => {
    using folder = temporaryFolder()
    for (const part of [
      'scripts',
      'reports/html/app',
      'reports/html/page-format.ts',
      'reports/page',
      'harness/console/app',
      'harness/console/format/page-format.ts',
      'reports/model',
      'package.json',
      'package-lock.json',
    ]) {
      mkdirSync(dirname(join(folder.path, part)), { recursive: true })
      cpSync(join(root, part), join(folder.path, part), { recursive: true })
    }
    const run = (script: string) =>
      spawnSync(process.execPath, [join(folder.path, 'scripts', script)], { encoding: 'utf8' })
    const installed = run('prepare.mjs')
    expect(installed.status, installed.stderr).to.equal(0)
    expect(installed.stderr.trim()).to.match(
      /^the pages of report\.html and of the console are not built, because Vite or Node 24 is missing/,
    )
    expect(run('build-pages.ts').status).to.not.equal(0)
  })
})
