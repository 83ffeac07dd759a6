/**
 * The heavy rows of the hostile table: the memory and the disk that a target may cost. They take minutes, so they
 * have their own command: `npm run hostile`.
 */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { reporters } from '../../reports/index.ts'
import { root } from '../support/command.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { HEAVY_MODES, type HeavyMode, listenHeavy } from './support/heavy-server.ts'

/** The maximum of the resident memory in MiB, and of the tape in bytes, for any target. */
const MAX_MEMORY = 512
const MAX_TAPE = 256 * 1000 * 1000
const TOKEN = 'heavy-token'
const PEAK = join(root, 'test/hostile/support/report-peak.mjs')

/** A command with its allowed exit codes, for any target. */
interface HeavyCommand {
  readonly name: string
  readonly argv: (folder: string, mode: HeavyMode) => readonly string[]
  /** Exit codes that say that the target was judged, or could not be judged. */
  readonly codes: readonly number[]
}

const everyReporter = Object.keys(reporters).flatMap((name) => ['--reporter', name])
const RUN: HeavyCommand = {
  name: 'run with every reporter',
  argv: (folder, { checks = ['entra.create.*', 'scim.paging.*'] }) => [
    ...['run', '--seed', '7', '--out', folder, '--timeout', '60000', ...everyReporter],
    ...checks.flatMap((check) => ['--check', check]),
  ],
  codes: [0, 1, 3],
}
const COMMANDS: readonly HeavyCommand[] = [
  RUN,
  {
    name: 'provision',
    argv: (folder) => [
      ...['provision', '--seed', '7', '--users', '10', '--groups', '2', '--cycles', '3', '--scenario', 'lifecycle'],
      ...['--log', `${folder}.ndjson`, '--state', `${folder}.db`, '--timeout', '20000', '--verify'],
    ],
    codes: [0, 1, 3],
  },
  { name: 'on-demand', argv: () => ['on-demand', '1', '--seed', '7', '--timeout', '20000'], codes: [0, 1, 3] },
]

/** Runs a command against a server of a mode and measures it. */
async function measure(mode: HeavyMode, { argv, codes }: HeavyCommand): Promise<void> {
  await using server = await listenHeavy(mode, TOKEN)
  using folder = temporaryFolder()
  const peakFile = join(folder.path, 'peak')
  const out = join(folder.path, 'out')
  const child = spawn(
    process.execPath,
    [
      ...['--import', PEAK, join(root, 'harness/cli/bin.ts'), ...argv(out, mode)],
      ...['--target', server.url, '--token', TOKEN],
    ],
    { cwd: folder.path, env: { ...process.env, CI: '', PEAK_FILE: peakFile }, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString('utf8')).slice(-4000)
  })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  expect(codes, stderr).to.include(code)
  expect(stderr, 'an internal error').to.not.match(/please report it/)
  const { peak, seconds } = JSON.parse(readFileSync(peakFile, 'utf8')) as { peak: number; seconds: number }
  process.stdout.write(
    `        ${Math.round(peak / 1024)} MiB, ${Math.round(seconds)} s of processor time, ${Math.round(server.sent / 1e6)} MB received, exit code ${code}\n`,
  )
  expect(peak / 1024, 'MiB of resident memory').to.be.below(MAX_MEMORY)
  for (const name of readdirSync(folder.path, { recursive: true, encoding: 'utf8' }))
    expect(statSync(join(folder.path, name)).size, name).to.be.below(MAX_TAPE)
}

describe('a heavy target', () => {
  for (const mode of HEAVY_MODES)
    for (const command of COMMANDS) it(`${mode.name}: ${command.name}`, () => measure(mode, command))
})
