import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { exitCodeOf } from '../../harness/cli/exit-code-of.ts'
import { examine, readJournal, rehearse, seededRandom, UntestableTarget } from '../../harness/index.ts'
import { defaultSchema } from '../../mocks/entra/index.ts'
import { memoryStore } from '../../mocks/scim-server/index.ts'
import { type Ended, outputOf, root, scimRehearsal } from '../support/command.ts'
import { fill, snapshot } from '../support/crowd.ts'
import { startFailingTarget } from '../support/failing-target.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { listenWatched, TOKEN } from '../support/watched-server.ts'

/** The number of moments; CRASH_SEEDS tries more. */
const SEEDS = Array.from({ length: Number(process.env['CRASH_SEEDS'] ?? 2) }, (_, index) => index + 1)

/** Returns the journals below a folder. */
const journalsIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.startsWith('journal-'))
    .map((name) => join(folder, name))

describe('a run that is killed', () => {
  for (const seed of SEEDS)
    it(`has listed the resources that it leaves, also for a target that lists nothing, and cleanup removes them: seed ${seed}`, async () => {
      using folder = temporaryFolder()
      const out = join(folder.path, 'out')
      const store = memoryStore()
      await fill(store, 3)
      const before = await snapshot(store)
      const last = 5 + Math.floor(seededRandom(seed, 'kill')() * 60)
      let creates = 0
      let kill: ((signal: NodeJS.Signals) => void) | undefined
      let isListing = true
      await using server = await listenWatched(store, ({ method, path, query }) => {
        creates += method === 'POST' ? 1 : 0
        if (creates === last) kill?.('SIGKILL')
        const isList =
          method === 'GET' && /^\/(?:Users|Groups)$/.test(path) && query.get('filter')?.includes(' eq ') !== true
        return isList && !isListing ? { status: 403, headers: {} } : undefined
      })
      const target = ['--target', server.url, '--token', TOKEN]
      await scimRehearsal(['run', ...target, '--suite', 'rfc7644', '--seed', String(seed), '--out', out], {
        onStart: (send) => {
          kill = send
        },
      })
      kill = undefined
      expect(await snapshot(store)).to.not.equal(before)
      const [journal = ''] = journalsIn(out)
      const { owned = [], unknown = [] } = readJournal(readFileSync(journal, 'utf8')) ?? {}
      expect(owned, 'paths of resources that were created').to.not.be.empty
      expect(unknown.length, 'resources whose creation was under way').to.be.at.most(8)

      // The folder of a killed run can be used again, and its journal is preserved.
      const again = await scimRehearsal(['run', ...target, '--check', 'scim.create.answers-201', '--out', out])
      expect(again.code, outputOf(again)).to.equal(0)
      expect(journalsIn(out)).to.deep.equal([journal])

      isListing = false
      const dry = await scimRehearsal(['cleanup', ...target, '--journal', journal, '--dry-run'])
      expect(dry.stdout).to.match(/would remove \/(?:Users|Groups)/)
      const ended = await scimRehearsal(['cleanup', ...target, '--journal', journal])
      expect(ended.code, outputOf(ended)).to.equal(3)
      expect(ended.stderr).to.match(/\/Users cannot be searched/)
      expect(ended.stdout).to.not.match(/^left /m)
      expect((await snapshot(store)) === before, 'whether the target is as before').to.equal(true)
      expect(existsSync(journal), 'the journal after the cleanup').to.equal(false)
    })
})

describe('a target that is gone before the first check', () => {
  for (const after of [1, 2, 3, 6, 12, 30])
    it(`causes no internal error after ${after} requests`, async () => {
      await using target = await startFailingTarget('killed', after)
      const options = { target: { url: target.url, token: 'rehearsal' }, schema: defaultSchema, patience: 100 }
      const { result } = await rehearse({ ...options, seed: 1, diagnose: false, selection: { suites: ['rfc7644'] } })
      expect(exitCodeOf(result, 'must'), result.summary).to.equal(3)
      const looked = await examine(options).catch((error: unknown) => error)
      expect(looked).to.be.instanceOf(UntestableTarget)
    })
})

describe('two processes', () => {
  it('do not write to the same --out', async () => {
    using folder = temporaryFolder()
    const out = join(folder.path, 'out')
    await using server = await listenWatched(memoryStore())
    const argv = ['run', '--target', server.url, '--token', TOKEN, '--suite', 'rfc7644', '--out', out]
    let second: Promise<Ended> | undefined
    const first = await scimRehearsal([...argv, '--rate', '10/s'], {
      onOutput: (output, kill) => {
        if (second !== undefined || !output.includes('Rehearsing')) return
        second = scimRehearsal(argv)
        void second.finally(() => kill('SIGTERM'))
      },
    })
    const refused = await second
    expect(refused?.code).to.equal(2)
    expect(refused?.stderr).to.match(
      /^--out \S+ is in use by process \d+; wait until it ends, or name another folder .*\n$/,
    )
    expect(first.code, outputOf(first)).to.equal(130)
    expect(readdirSync(out)).to.include('result.json').and.not.include('.in-use')
  })

  it('do not run the same --state', async () => {
    using folder = temporaryFolder()
    const argv = ['provision', '--users', '5', '--cycles', '1000000', '--state', join(folder.path, 'job.db')]
    let second: Promise<Ended> | undefined
    const first = await scimRehearsal(argv, {
      onOutput: (output, kill) => {
        if (second !== undefined || !output.includes('incremental')) return
        second = scimRehearsal(argv)
        void second.finally(() => kill('SIGTERM'))
      },
    })
    const refused = await second
    expect(refused?.code).to.equal(2)
    expect(refused?.stderr).to.match(/^--state: \S+ cannot be opened .*locked.*wait until the other process ends\n$/)
    expect(first.code, outputOf(first)).to.equal(130)
  })
})

describe('a full disk', () => {
  it('does not stop if standard output cannot be written, exits with 4, and leaves nothing behind', async () => {
    using folder = temporaryFolder()
    const out = join(folder.path, 'out')
    const store = memoryStore()
    const before = await snapshot(store)
    await using server = await listenWatched(store)
    const command = [
      process.execPath,
      join(root, 'harness/cli/bin.ts'),
      'run',
      '--target',
      server.url,
      '--token',
      TOKEN,
    ]
    const argv = [...command, '--check', 'scim.create.answers-201', '--out', out]
    const child = spawn('sh', ['-c', '"$@" > /dev/full', 'sh', ...argv], { stdio: ['ignore', 'ignore', 'pipe'] })
    const stderr = text(child.stderr)
    const code = await new Promise((resolve) => child.once('close', resolve))
    expect(await stderr).to.equal('standard output cannot be written: ENOSPC\n')
    expect(code).to.equal(4)
    expect(readdirSync(out)).to.have.members(['result.json', 'report.html', 'junit.xml', 'tape.ndjson'])
    expect((await snapshot(store)) === before, 'whether the target is as before').to.equal(true)
  })

  it('is exit code 4 if the tape cannot be written, and the reports are complete', async () => {
    using folder = temporaryFolder()
    const out = join(folder.path, 'out')
    mkdirSync(out)
    symlinkSync('/dev/full', join(out, 'tape.ndjson'))
    await using server = await listenWatched(memoryStore())
    const ended = await scimRehearsal([
      ...['run', '--target', server.url, '--token', TOKEN, '--check', 'scim.create.answers-201', '--out', out],
    ])
    expect(ended.code, outputOf(ended)).to.equal(4)
    expect(ended.stderr).to.match(/^the tape \S+ could not be written: ENOSPC.*\n$/)
    expect(ended.stdout).to.include('CONFORMANT')
    expect(readdirSync(out)).to.include.members(['result.json', 'report.html', 'junit.xml'])
  })
})
