import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { builtFrom, fingerprintOf, PAGE_FILE } from '../scripts/support/report-fingerprint.ts'
import { root } from './support/command.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

describe('the page of report.html', () => {
  it('is built from the app as it is now', () => {
    expect(builtFrom(join(root, PAGE_FILE)), 'npm run build:report builds it anew').to.equal(fingerprintOf(root))
  })

  it('is not missed by an install without Vite, and asked for by its own build', () => {
    using folder = temporaryFolder()
    for (const part of [
      'scripts',
      'reports/html/app',
      'reports/html/page-format.ts',
      'reports/model',
      'package.json',
      'package-lock.json',
    ]) {
      mkdirSync(dirname(join(folder.path, part)), { recursive: true })
      cpSync(join(root, part), join(folder.path, part), { recursive: true })
    }
    const play = (script: string) =>
      spawnSync(process.execPath, [join(folder.path, 'scripts', script)], { encoding: 'utf8' })
    const installed = play('prepare.mjs')
    expect(installed.status, installed.stderr).to.equal(0)
    expect(installed.stderr.trim()).to.match(/^the page of report\.html is not built, for want of Vite/)
    expect(play('build-report.ts').status).to.not.equal(0)
  })
})
