/** Builds the published package: JavaScript and types by tsc, and what is read as files: the registers and the page of report.html. */
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { PAGE_FILE } from './support/report-fingerprint.ts'

const root = join(import.meta.dirname, '..')
rmSync(join(root, 'dist'), { recursive: true, force: true })
execFileSync(join(root, 'node_modules', '.bin', 'tsc'), ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
cpSync(join(root, 'suites', 'requirements'), join(root, 'dist', 'suites', 'requirements'), { recursive: true })
execFileSync(process.execPath, [join(root, 'scripts', 'build-report.ts')], { cwd: root, stdio: 'inherit' })
cpSync(join(root, PAGE_FILE), join(root, 'dist', PAGE_FILE))
chmodSync(join(root, 'dist', 'harness', 'cli', 'bin.js'), 0o755)
