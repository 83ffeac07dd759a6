import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import { rehearse } from '../harness/index.ts'
import { defaultSchema, jumpCloudSchema } from '../mocks/entra/index.ts'
import { bearerToken, type Deviation, listenScimServer, topics } from '../mocks/scim-server/index.ts'
import type { CheckResult, RehearsalResult } from '../reports/index.ts'
import { root } from './support/command.ts'
import { faultsOfReason } from './support/plain-reason.ts'
import { inhabitedStore, SUBJECT } from './support/run-deviation.ts'
import { runScript } from './support/run-script.ts'

const TOKEN = 'planted-secret-token-4711'
/** The number of tested deviations of each topic. */
const PER_TOPIC = 2
const BUSYBOX = ['/bin/busybox', '/usr/bin/busybox', process.env['BUSYBOX'] ?? ''].find(
  (file) => file !== '' && existsSync(file),
)

interface Tally {
  scripts: number
  shown: number
  readonly missed: string[]
  /** Scripts that accuse a correct server. */
  readonly accused: string[]
}

const newTally = (): Tally => ({ scripts: 0, shown: 0, missed: [], accused: [] })

const serve = async (deviation?: Deviation) =>
  listenScimServer({
    store: await inhabitedStore(),
    authenticate: bearerToken(TOKEN, { key: TOKEN, userId: SUBJECT }),
    ...(deviation === undefined ? {} : { deviation }),
  })

/** Runs the scripts of a result against the faulty server, and against a correct one. */
async function tryScripts(
  label: string,
  checks: readonly CheckResult[],
  servers: { readonly wrong: string; readonly right: string },
  tally: Tally,
): Promise<void> {
  for (const { id, script } of checks) {
    if (script === undefined) continue
    tally.scripts += 1
    const onWrong = await runScript(script, { url: servers.wrong, token: TOKEN })
    if (onWrong.code === 1) tally.shown += 1
    else tally.missed.push(`${label} ${id}: ${onWrong.code}, ${onWrong.output.trim().split('\n').at(-1)}`)
    const onRight = await runScript(script, { url: servers.right, token: TOKEN })
    if (onRight.code === 1) tally.accused.push(`${label} ${id}: ${onRight.output}`)
  }
}

function report(label: string, { scripts, shown, missed, accused }: Tally): void {
  process.stdout.write(
    `      ${label}: ${shown} of ${scripts} scripts show the fault (${Math.round((100 * shown) / scripts)} %), ${accused.length} accuse a right server\n`,
  )
  for (const one of missed) process.stdout.write(`        missed: ${one.slice(0, 200)}\n`)
}

describe('scripts of findings', function () {
  this.timeout(900_000)

  it('reproduce the fault of the reference server with a deviation, and accuse no correct server', async () => {
    const tally = newTally()
    for (const list of Object.values(topics)) {
      const some = list.filter(({ wire, caughtBy }) => wire === undefined && caughtBy.length > 0).slice(0, PER_TOPIC)
      for (const deviation of some) {
        await using wrong = await serve(deviation)
        await using right = await serve()
        const { result } = await rehearse({
          target: { url: wrong.url, token: TOKEN },
          schema: jumpCloudSchema,
          dialect: 'legacy',
          seed: 1,
          timeout: 5000,
          diagnose: false,
          selection: { checks: [...deviation.caughtBy] },
        })
        await tryScripts(deviation.name, result.checks, { wrong: wrong.url, right: right.url }, tally)
      }
    }
    report('deviations', tally)
    expect(tally.accused).to.deep.equal([])
    expect(tally.shown / tally.scripts, tally.missed.join('\n')).to.be.at.least(0.9)
  })

  for (const [name, file, path] of [
    ['scimmy', 'scimmy-server.ts', '/scim'],
    ['the SCIM plugin of Better Auth', 'better-auth-server.ts', '/api/auth/scim/v2'],
    ["a beginner's CRUD server", 'beginner-crud-server.ts', '/scim'],
    ["a beginner's server over a table", 'beginner-table-server.ts', '/scim'],
  ] as const) {
    it(`reproduce the faults of ${name}, and accuse no correct server; findings have impact and fix, and reruns agree`, async () => {
      await using wrong = await start(file, path)
      await using right = await serve()
      const { result } = await rehearse({
        target: { url: wrong.url, token: TOKEN },
        schema: defaultSchema,
        seed: 1,
        timeout: 10_000,
        diagnose: false,
        replay: (...ids) => ids.map((id) => `--check ${id}`).join(' '),
        selection: { suites: ['entra', 'rfc7643', 'rfc7644'] },
      })
      const tally = newTally()
      await tryScripts(name, result.checks, { wrong: wrong.url, right: right.url }, tally)
      report(name, tally)
      const findings = result.checks.filter(({ outcome }) => outcome === 'fail' || outcome === 'warn')
      const incomplete = findings.flatMap(({ id, failure, impact, remedy, gravity, verdict, reason = '' }) => {
        // The reason of a warning that violates no requirement says what is unusual.
        const isWhole =
          (failure !== undefined || verdict === 'tolerated') &&
          impact !== undefined &&
          remedy !== undefined &&
          gravity !== undefined
        const faults = [...faultsOfReason(reason), ...(isWhole ? [] : ['impact, fix or gravity is missing'])]
        return faults.length === 0 ? [] : [`${id}: ${faults.join(', ')}: ${reason}`]
      })
      const reruns = await rerunSample(wrong.url, result)
      process.stdout.write(
        `        ${findings.length - incomplete.length} of ${findings.length} findings say impact and fix in plain words, ${reruns.agreeing} of ${reruns.tried} reruns agree\n`,
      )
      expect([...incomplete, ...reruns.differing]).to.deep.equal([])
      expect(tally.accused).to.deep.equal([])
      expect(tally.shown / tally.scripts, tally.missed.join('\n')).to.be.at.least(0.9)
    })
  }

  describe('in any shell', () => {
    const shells = [['sh'], ['dash'], ['bash', '--posix'], ...(BUSYBOX === undefined ? [] : [[BUSYBOX, 'sh']])]
    const scripts: string[] = []
    let wrong: Awaited<ReturnType<typeof serve>>
    before(async () => {
      const deviation = topics['Disabling and enabling']?.[0]
      wrong = await serve(deviation)
      const { result } = await rehearse({
        target: { url: wrong.url, token: TOKEN },
        schema: jumpCloudSchema,
        seed: 1,
        diagnose: false,
        selection: { checks: [...(deviation?.caughtBy ?? [])] },
      })
      scripts.push(...result.checks.flatMap(({ script }) => script ?? []))
    })
    after(() => wrong.close())

    for (const shell of shells) {
      it(`${shell.join(' ')} runs them with the same result`, async () => {
        expect(scripts).to.not.be.empty
        for (const script of scripts) {
          const { code, output } = await runScript(script, { url: wrong.url, token: TOKEN }, { shell })
          expect(code, output).to.equal(1)
          expect(output).to.not.match(/syntax|not found|COULD NOT REMOVE/)
        }
      })
    }

    it('they cannot decide without a connection or with another token, and print no token', async () => {
      const [script = ''] = scripts
      const gone = await runScript(script, { url: 'http://127.0.0.1:1/scim', token: TOKEN })
      expect(gone.code, gone.output).to.equal(2)
      const refused = await runScript(script, { url: wrong.url, token: 'another' })
      expect(refused.code, refused.output).to.equal(2)
      const plain = await runScript(script, { url: wrong.url, token: TOKEN })
      expect(plain.output).to.not.include(TOKEN)
      expect(script).to.not.include(TOKEN)
    })

    it('they remove the resources that they created, also after a signal', async () => {
      const [script = ''] = scripts
      const count = async (): Promise<number> => {
        const response = await fetch(`${wrong.url}/Users`, { headers: { authorization: `Bearer ${TOKEN}` } })
        return ((await response.json()) as { totalResults: number }).totalResults
      }
      const before = await count()
      const run = await runScript(
        script,
        { url: wrong.url, token: TOKEN },
        { kill: (output) => /answer: 201/.test(output) },
      )
      expect(run.output).to.include('removed ')
      expect(await count()).to.equal(before)
    })
  })
})

/** The number of causes that are rerun for each server: some of the gravest, and some of the least grave. */
const RERUN = 3

/** Reruns a sample of the causes, each by itself, with the command line of its finding. */
async function rerunSample(
  url: string,
  { causes = [], checks }: RehearsalResult,
): Promise<{ readonly tried: number; readonly agreeing: number; readonly differing: readonly string[] }> {
  const ids = [...new Set([...causes.slice(0, RERUN), ...causes.slice(-RERUN)])]
  const differing: string[] = []
  for (const id of ids) {
    const before = checks.find((check) => check.id === id)
    // An invariant sends no requests: the command line names the checks whose requests violated it.
    const named = [...(before?.replay ?? '').matchAll(/--check (\S+)/g)].map(([, check = '']) => check)
    const { result } = await rehearse({
      target: { url, token: TOKEN },
      schema: defaultSchema,
      seed: 1,
      timeout: 10_000,
      diagnose: false,
      selection: { checks: named.length === 0 ? [id] : named },
    })
    const after = result.checks.find((check) => check.id === id)
    // Within the checks of its command line, it may follow from one of them.
    const cause = result.checks.find((check) => check.id === (after?.cause ?? after?.rootCause))
    const follows = cause?.outcome === 'fail' || cause?.outcome === 'warn'
    if (after?.outcome !== before?.outcome && !follows)
      differing.push(`${id}: ${before?.outcome}, then ${after?.outcome}: ${after?.reason}`)
  }
  return { tried: ids.length, agreeing: ids.length - differing.length, differing }
}

/** Starts a server of test/targets on a free port; resolves when it listens. */
async function start(file: string, path: string): Promise<AsyncDisposable & { readonly url: string }> {
  const port = await freePort()
  const child = spawn(process.execPath, [join(root, 'test/targets', file)], {
    env: { ...process.env, PORT: String(port), SCIM_TOKEN: TOKEN },
    stdio: 'ignore',
  })
  const url = `http://127.0.0.1:${port}${path}`
  for (;;) {
    const answer = await fetch(`${url}/Users`).catch(() => undefined)
    if (answer !== undefined) break
    if (child.exitCode !== null) throw new Error(`${file} ended with ${child.exitCode}`)
  }
  return {
    url,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((ended) => {
        child.once('close', () => ended())
        child.kill()
      }),
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
