import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { root, scimRehearsal } from '../support/command.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { HOSTILE_INPUTS, type HostileInput } from './support/inputs.ts'
import { runAhead } from './support/run-ahead.ts'

describe('hostile inputs and places to write', () => {
  const bodies = runAhead(HOSTILE_INPUTS.map((input) => () => feed(input)))
  for (const [index, { name, code }] of HOSTILE_INPUTS.entries()) it(`${name}: ${code}`, () => bodies[index]?.())

  for (const [name, text] of [
    ['in a loop', 'for (;;) {}\nexport default {}'],
    ['in a timer', 'await new Promise((resolve) => setTimeout(resolve, 3_600_000))\nexport default {}'],
  ] as const) {
    it(`a configuration that hangs ${name} ends on Ctrl-C`, async () => {
      using folder = temporaryFolder()
      const marker = join(folder.path, 'loaded')
      const file = join(folder.path, 'a.config.ts')
      writeFileSync(file, `import { writeSync } from 'node:fs'\nwriteSync(2, 'loading')\n${text}`)
      const child = spawn(
        process.execPath,
        [join(root, 'harness/cli/bin.ts'), 'run', '--config', file, '--out', marker],
        {
          stdio: ['ignore', 'ignore', 'pipe'],
        },
      )
      const ended = new Promise<string | null>((resolve) => child.once('close', (_code, signal) => resolve(signal)))
      child.stderr.on('data', () => void child.kill('SIGINT'))
      expect(await ended).to.equal('SIGINT')
    })
  }

  it('a job that continues appends to its log', async () => {
    using folder = temporaryFolder()
    const log = join(folder.path, 'job.ndjson')
    const argv = ['provision', '--users', '3', '--seed', '7', '--state', join(folder.path, 'job.db'), '--log', log]
    await scimRehearsal(argv)
    const first = readFileSync(log, 'utf8')
    expect(first.trim().split('\n').length).to.be.at.least(3)
    await scimRehearsal([...argv, '--restart'])
    const second = readFileSync(log, 'utf8')
    expect(second.startsWith(first), 'the first entries are still there').to.equal(true)
    expect(second.length).to.be.above(first.length)
    await scimRehearsal(argv.filter((argument) => !argument.endsWith('.db') && argument !== '--state'))
    expect(readFileSync(log, 'utf8').length, 'a new job begins its log').to.be.below(second.length)
  })
})

/** Runs a command with a hostile input and checks its output. */
async function feed({ prepare, argv, code, says, isOneLine = false }: HostileInput): Promise<void> {
  using folder = temporaryFolder()
  prepare?.(folder.path)
  // Rescued files go to a temporary folder, which is removed with this one.
  const rescue = join(folder.path, 'rescue')
  mkdirSync(rescue)
  const ended = await scimRehearsal(argv(folder.path), { environment: { TMPDIR: rescue } })
  const output = ended.stdout + ended.stderr
  expect(output).to.match(says)
  expect(ended.code, output).to.equal(code)
  expect(output, 'a stack trace').to.not.match(/^\s+at .*:\d+:\d+/m)
  if (isOneLine) expect(output.trim().split('\n'), output).to.have.lengthOf(1)
}
