/** Builds the published package: JavaScript and types by tsc, and the registers, which are read as files. */
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
rmSync(join(root, 'dist'), { recursive: true, force: true })
execFileSync(join(root, 'node_modules', '.bin', 'tsc'), ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
cpSync(join(root, 'suites', 'requirements'), join(root, 'dist', 'suites', 'requirements'), { recursive: true })
chmodSync(join(root, 'dist', 'harness', 'cli', 'bin.js'), 0o755)
