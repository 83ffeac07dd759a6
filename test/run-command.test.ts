import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { deviationNamed, listenScimServer, type RunningServer } from '../mocks/scim-server/index.ts'
import { answeringServer } from './support/answering-server.ts'
import { type Ended, outputOf, root, scimRehearsal } from './support/command.ts'
import { readResult } from './support/read-result.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const TOKEN = 'secret-of-this-test'
const CERT = join(root, 'harness/target/fixtures/strong.cert.pem')
const CHECKS = ['--check', 'scim.create.*', '--check', 'scim.delete.*']

const right = (): Promise<RunningServer> => listenScimServer({ token: TOKEN })
const wrong = (name: string): Promise<RunningServer> =>
  listenScimServer({ token: TOKEN, deviation: deviationNamed(name) })

describe('run without a target', () => {
  it('is a usage error in continuous integration, and writes nothing', async () => {
    using folder = temporaryFolder()
    for (const environment of [{ CI: 'true' }, { TF_BUILD: 'True' }]) {
      const ended = await scimRehearsal(['run', '--out', 'out'], { folder: folder.path, environment })
      expect(ended.code).to.equal(2)
      expect(outputOf(ended)).to.match(/^run has no target, .*give --target, or --embedded .*\n$/)
    }
  })

  it('rehearses the embedded stack with --embedded everywhere, and so does its rerun', async () => {
    using folder = temporaryFolder()
    const argv = ['run', '--embedded', '--suite', 'rfc9865', '--out', 'out']
    const ended = await scimRehearsal(argv, { folder: folder.path, environment: { CI: 'true' } })
    expect(ended.code, outputOf(ended)).to.equal(0)
    const { target, run, checks } = readResult(join(folder.path, 'out'))
    expect(target.observe).to.equal('jumpcloud')
    expect(run.command).to.include(' run --embedded --suite rfc9865 --out out --seed ')
    expect(checks[0]?.replay).to.match(/ run --embedded --seed \d+ --check scim\./)
  })

  for (const [name, argv, message] of [
    ['an empty target', ['--target', ''], /^--target is empty: /],
    ['a blank target', ['--target', ' '], /^--target is empty: /],
    ['a target and --embedded', ['--target', 'http://127.0.0.1:1', '--embedded'], /cannot be used with/],
    ['--spawn and --embedded', ['--spawn', 'true', '--embedded'], /cannot be used with/],
    ['--quiet and --verbose', ['--embedded', '--quiet', '--verbose'], /cannot be used with/],
    ['a token twice', ['--embedded', '--token', 'a', '--token-file', 'b'], /cannot be used with/],
    [
      'a token file that is not there',
      ['--embedded', '--token-file', 'nowhere'],
      /^--token-file takes the path of a file/,
    ],
    ['a certificate without a key', ['--embedded', '--cert', 'package.json'], /^--cert needs --key as well/],
    ['a key without a certificate', ['--embedded', '--key', 'package.json'], /^--key needs --cert as well/],
    [
      'no PEM',
      ['--embedded', '--cert', 'package.json', '--key', 'package.json'],
      /^--cert package\.json contains no certificate/,
    ],
    ['a key of another kind', ['--embedded', '--cert', CERT, '--key', CERT], /^--cert \S+, --key \S+ cannot be used: /],
    ['no certificate', ['--embedded', '--ca', 'package.json'], /^--ca package\.json contains no certificate/],
    ['no number of failures', ['--embedded', '--bail', 'x'], /^--bail takes a whole number/],
    [
      'a budget of no unit',
      ['--embedded', '--budget', 'p95<500'],
      /^--budget takes a percentile and a limit, such as /,
    ],
    ['no failures', ['--embedded', '--bail', '0'], /^--bail takes a whole number of at least 1/],
    ['a wait of no time', ['--embedded', '--max-wait', '-1'], /^--max-wait takes a whole number/],
    ['a reporter without a file', ['--embedded', '--reporter', 'junit='], /^--reporter junit= has no file/],
    [
      'an earlier run that is not there',
      ['--embedded', '--last-failed', '--out', 'nowhere'],
      /nowhere has no result\.json/,
    ],
  ] as const)
    it(`and ${name}: 2, and one line`, async () => {
      const ended = await scimRehearsal(['run', ...argv])
      expect(outputOf(ended)).to.match(message)
      expect(ended.code).to.equal(2)
      expect(outputOf(ended).trim().split('\n'), outputOf(ended)).to.have.lengthOf(1)
    })
})

describe('run against a target of the user', () => {
  it("uses Entra's mapping and the suites entra and rfc*, and a rerun of one check needs no more", async () => {
    using folder = temporaryFolder()
    await using server = await right()
    const argv = ['run', '--target', server.url, '--out', 'out', '--timeout', '59000', '--settle', '1']
    const ended = await scimRehearsal(argv, { folder: folder.path, environment: { SCIM_TOKEN: TOKEN } })
    expect(ended.code, outputOf(ended)).to.equal(0)
    const { checks, validation } = readResult(join(folder.path, 'out'))
    const suites = [...new Set(checks.map(({ suite }) => suite))].sort()
    expect(suites).to.deep.equal(['entra', 'rfc7643', 'rfc7644', 'rfc9865', 'rfc9967'])
    expect(validation).to.deep.equal([])
    expect(
      checks.some(({ id }) => id === 'entra.attribute.preferredLanguage' || /preferredLanguage/.test(id)),
    ).to.equal(true)
    expect(checks[0]?.replay).to.match(/ run --target \S+ --seed \d+ --timeout 59000 --settle 1 --check \S+$/)
  })

  it('writes the default formats beside the named ones, each once', async () => {
    using folder = temporaryFolder()
    await using server = await right()
    const run = (...argv: string[]): Promise<Ended> =>
      scimRehearsal(['run', '--target', server.url, '--token', TOKEN, ...CHECKS, '--out', 'out', ...argv], {
        folder: folder.path,
      })
    const read = (file: string): string => readFileSync(join(folder.path, 'out', file), 'utf8')
    const added = await run('--reporter', 'markdown', '--reporter', 'junit=other.xml')
    expect(added.stdout).to.include('CONFORMANT').and.to.include('report: ')
    for (const file of ['result.json', 'report.html', 'report.md', 'other.xml']) expect(read(file)).to.not.equal('')
    expect(() => read('junit.xml')).to.throw()
    const piped = await run('--reporter', 'json=-')
    expect(JSON.parse(piped.stdout), 'standard output belongs to one reporter').to.have.property(
      'verdict',
      'conformant',
    )
    const alone = await run('--no-default-reporters', '--out', 'none', '--reporter', 'json')
    expect(outputOf(alone)).to.equal('')
    expect(() => readFileSync(join(folder.path, 'none', 'report.html'))).to.throw()
  })

  it('prints only the verdict, every check, or the requests and responses', async () => {
    using folder = temporaryFolder()
    await using server = await right()
    const run = async (...argv: string[]): Promise<string> => {
      const all = ['run', '--target', server.url, '--token', TOKEN, '--check', 'scim.create.*', '--out', 'out', ...argv]
      const ended = await scimRehearsal(all, { folder: folder.path })
      expect(ended.code, outputOf(ended)).to.equal(0)
      return outputOf(ended)
    }
    expect(await run('--quiet')).to.match(/^CONFORMANT {2}.*\n$/)
    const usual = await run()
    expect(usual).to.not.include('✓ scim.create.answers-201')
    const verbose = await run('--verbose')
    for (const { id } of readResult(join(folder.path, 'out')).checks) expect(verbose).to.include(id)
    const exchanges = await run('--show-exchanges')
    expect(exchanges).to.match(/── scim\.create\.answers-201: pass\n> x\d+ POST http.*\/Users\n/)
    expect(exchanges).to.match(/^< HTTP 201 after \d+ ms\n< /m)
    expect(exchanges).to.match(/^> authorization: /m)
    expect(exchanges, 'the token is masked').to.not.include(TOKEN)
  })
})

describe('--bail', () => {
  it('starts no more checks after so many failures, preserves the results, and exits with 1', async () => {
    using folder = temporaryFolder()
    await using server = await wrong('create-answers-200')
    const run = async (...argv: string[]): Promise<number> => {
      const all = [
        'run',
        '--target',
        server.url,
        '--token',
        TOKEN,
        '--suite',
        'rfc7644',
        '--concurrency',
        '1',
        '--out',
        'out',
      ]
      const ended = await scimRehearsal([...all, ...argv], { folder: folder.path })
      expect(ended.code, outputOf(ended)).to.equal(1)
      const { verdict, run: told1, checks, summary, leftovers } = readResult(join(folder.path, 'out'))
      expect(verdict).to.equal('nonconformant')
      expect(leftovers ?? []).to.deep.equal([])
      expect(told1.complete).to.equal(argv.length === 0)
      if (argv.length > 0) expect(summary).to.match(/^The run was stopped early; results so far: /)
      return checks.length
    }
    const all = await run()
    expect(await run('--bail')).to.be.below(all / 2)
  })
})

describe('--last-failed', () => {
  it('runs what failed in the previous run of the folder, and nothing after all is fixed', async () => {
    using folder = temporaryFolder()
    const options = { folder: folder.path, environment: { SCIM_TOKEN: TOKEN } }
    const idsOf = (): string[] => readResult(join(folder.path, 'out')).checks.map(({ id }) => id)
    const failedOf = (): string[] =>
      readResult(join(folder.path, 'out'))
        .checks.filter(({ outcome }) => outcome === 'fail')
        .map(({ id }) => id)
    let failed: string[]
    {
      await using server = await wrong('create-answers-200')
      await scimRehearsal(['run', '--target', server.url, '--suite', 'rfc7644', '--out', 'out'], options)
      failed = failedOf()
      expect(failed).to.include('scim.create.answers-201')
      const again = await scimRehearsal(['run', '--target', server.url, '--last-failed', '--out', 'out'], options)
      expect(again.code, outputOf(again)).to.equal(1)
      expect(failedOf()).to.have.members(failed)
      expect(idsOf().length).to.be.at.most(2 * failed.length)
    }
    await using server = await right()
    const last = ['run', '--target', server.url, '--last-failed', '--out', 'out']
    const fixed = await scimRehearsal(last, options)
    expect(fixed.code, outputOf(fixed)).to.equal(0)
    const nothing = await scimRehearsal(last, options)
    expect(nothing).to.deep.equal({
      code: 0,
      stdout: 'no check failed in the run in out: there is nothing to run again\n',
      stderr: '',
    })
  })

  it('finds the newest run of rehearsals/, and rejects one that tested nothing', async () => {
    using folder = temporaryFolder()
    const none = await scimRehearsal(['run', '--embedded', '--last-failed'], { folder: folder.path })
    expect([none.code, none.stderr]).to.deep.equal([
      2,
      '--last-failed needs an earlier run, but rehearsals/ has none; run without it first\n',
    ])
    mkdirSync(join(folder.path, 'rehearsals', '2020-01-01T00-00-00Z'), { recursive: true })
    writeFileSync(join(folder.path, 'rehearsals', '2020-01-01T00-00-00Z', 'result.json'), '{}')
    await scimRehearsal(['run', '--target', 'http://127.0.0.1:1/scim'], { folder: folder.path })
    const untested = await scimRehearsal(['run', '--embedded', '--last-failed'], { folder: folder.path })
    expect(untested.code).to.equal(2)
    expect(untested.stderr).to.match(/^--last-failed: the run in rehearsals\/20[2-9].* could not test the target/)
  })
})

describe('a secret token from a file', () => {
  it('is sent without the line end, and is in no report', async () => {
    using folder = temporaryFolder()
    await using server = await right()
    writeFileSync(join(folder.path, 'token.txt'), `${TOKEN}\r\n`)
    const argv = ['run', '--target', server.url, '--token-file', 'token.txt', ...CHECKS, '--out', 'out']
    const ended = await scimRehearsal(argv, { folder: folder.path, environment: { SCIM_TOKEN: 'another' } })
    expect(ended.code, outputOf(ended)).to.equal(0)
    const text = readFileSync(join(folder.path, 'out', 'result.json'), 'utf8')
    expect(text).to.include('--token-file token.txt').and.to.not.include(TOKEN)
  })

  it('is rejected if the file is empty, or has more than a token', async () => {
    using folder = temporaryFolder()
    for (const [content, message] of [
      ['\n', /^--token-file t is empty; write the secret into it\n$/],
      ['one\ntwo', /^--token-file t cannot be sent in a header: it contains a line break; .*\n$/],
      ['one two', /^--token-file t has more than one word; a token has no blanks\n$/],
    ] as const) {
      writeFileSync(join(folder.path, 't'), content)
      const ended = await scimRehearsal(['run', '--target', 'http://127.0.0.1:1', '--token-file', 't'], {
        folder: folder.path,
      })
      expect(ended.code).to.equal(2)
      expect(outputOf(ended)).to.match(message)
    }
  })
})

describe('a signal', () => {
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGQUIT'] as const)
    it(`${signal} ends the run with the results so far, and 130`, async () => {
      using out = temporaryFolder()
      let isSent = false
      const ended = await scimRehearsal(
        ['run', '--embedded', '--out', out.path, '--concurrency', '1', '--rate', '50/s'],
        {
          onOutput: (output, kill) => {
            if (!isSent && output.includes('Rehearsing')) kill(signal)
            isSent ||= output.includes('Rehearsing')
          },
        },
      )
      expect(ended.code, outputOf(ended)).to.equal(130)
      const { verdict, leftovers } = readResult(out.path)
      expect(verdict).to.equal('incomplete')
      expect(leftovers ?? []).to.deep.equal([])
    })

  it('ends the wait if it comes while the target hangs', async () => {
    using out = temporaryFolder()
    let isAsked = (): void => {}
    const asked = new Promise<void>((resolve) => {
      isAsked = resolve
    })
    await using server = await answeringServer(() => isAsked())
    let send: ((signal: NodeJS.Signals) => void) | undefined
    const running = scimRehearsal(['run', '--target', server.url, '--out', out.path], {
      onStart: (kill) => {
        send = kill
      },
    })
    await asked
    send?.('SIGTERM')
    expect((await running).code).to.be.oneOf([3, 130])
  })
})

describe('--budget', () => {
  it('exits with 1 if responses take longer, says so, and exits with 0 otherwise', async () => {
    using folder = temporaryFolder()
    await using server = await right()
    const run = (...more: string[]): Promise<Ended> =>
      scimRehearsal(
        [
          'run',
          '--target',
          server.url,
          '--check',
          'scim.create.answers-201',
          '--out',
          'out',
          '--token',
          TOKEN,
          ...more,
        ],
        {
          folder: folder.path,
        },
      )
    const met = await run('--budget', 'max<100s', '--budget', 'POST /Users p95<100s')
    expect(met.code, outputOf(met)).to.equal(0)
    expect(met.stdout).to.match(/^budget max<100s: met, [\d.,]+ ms \(\d+ requests\)$/m)
    const missed = await run('--budget', 'p50<0.001ms', '--budget', 'PATCH /Devices p95<100s')
    expect(missed.code, outputOf(missed)).to.equal(1)
    expect(missed.stdout)
      .to.match(/^budget p50<0\.001ms: exceeded, /m)
      .and.to.include('no such request was sent')
      .and.to.match(/^exit 1: 2 budgets are not met$/m)
    expect(readResult(join(folder.path, 'out')).budgets?.map(({ isMet }) => isMet)).to.deep.equal([false, false])
  })
})
