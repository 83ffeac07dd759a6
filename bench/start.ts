import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { listenScimServer } from '../mocks/scim-server/index.ts'
import { temporaryFolder } from '../test/support/temporary-folder.ts'
import type { BenchOptions, BenchRow } from './bench-row.ts'

const ROUNDS = 9
const MAX_FACTOR = 4
const MAX_MILLISECONDS = 600
const root = join(import.meta.dirname, '..')

/**
 * Measures how long the command line takes to start, compared with an empty Node; each is the best of several
 * alternating rounds.
 */
export async function bench({ quick }: BenchOptions): Promise<readonly BenchRow[]> {
  using folder = temporaryFolder()
  await using server = await listenScimServer({ token: 'bench' })
  execFileSync(process.execPath, [join(root, 'scripts/build.ts')], { cwd: root, stdio: 'ignore' })
  const bin = join(root, 'dist/harness/cli/bin.js')
  const target = ['--target', server.url, '--token', 'bench', '--no-default-reporters', '--out', folder.path]
  const commands = [
    ['-e', '0'],
    [bin, '--help'],
    [bin, 'run', '--check', 'entra.create.external-id', ...target],
  ]
  const best = commands.map(() => Number.POSITIVE_INFINITY)
  for (let round = 0; round < (quick ? 1 : ROUNDS); round += 1)
    for (const [index, argv] of commands.entries())
      best[index] = Math.min(best[index] ?? Number.POSITIVE_INFINITY, await timeOf(argv))
  const [node = 0, help = 0, one = 0] = best
  return [
    { name: 'node -e 0', value: Math.round(node), unit: 'ms' },
    {
      name: 'scim-rehearsal --help',
      value: Math.round(help),
      unit: 'ms',
      bound: `at most ${MAX_FACTOR} times node -e 0`,
      holds: help <= MAX_FACTOR * node,
    },
    {
      name: 'run --check ONE against a local server',
      value: Math.round(one),
      unit: 'ms',
      bound: `at most ${MAX_MILLISECONDS} ms more than node -e 0`,
      holds: one - node <= MAX_MILLISECONDS,
      explained: 'start',
    },
  ]
}

/** Returns the milliseconds until the command has ended. The server is in this process, so it must not be blocked. */
async function timeOf(argv: readonly string[]): Promise<number> {
  const started = performance.now()
  const child = spawn(process.execPath, [...argv], { cwd: root, stdio: 'ignore' })
  await once(child, 'exit')
  return performance.now() - started
}
