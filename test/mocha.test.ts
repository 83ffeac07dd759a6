import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from 'chai'
import { deviationNamed, listenScimServer } from '../mocks/scim-server/index.ts'
import { root } from './support/command.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const FAILING = 'entra.patch.op-any-case'
const FOLLOWING = 'entra.clear.value-kept'
const PASSING = 'entra.probe'
const INAPPLICABLE = 'scim.sort.unsupported'
const RULE = 'scim.exchange.active-is-boolean'
const CHECKS = [FAILING, FOLLOWING, PASSING, INAPPLICABLE, RULE]

/** A test file of a user, which also prints the checks that ran. */
const testFile = (targets: readonly string[]): string => `
import { describeRehearsal } from ${JSON.stringify(pathToFileURL(join(root, 'harness/mocha/index.ts')).href)}
const selection = { checks: ${JSON.stringify(CHECKS)} }
const reporters = [{ name: 'printer', onCheck: ({ id }) => process.stderr.write('ran ' + id + '\\n') }]
${targets.map((target) => `describeRehearsal({ target: ${target}, selection, reporters })`).join('\n')}
`

interface EndedMocha {
  readonly code: number | string | null | undefined
  readonly stdout: string
  readonly ran: readonly string[]
}

/** Runs mocha as a user does, with a test file in a temporary folder. */
async function mocha(targets: readonly string[], argv: readonly string[] = []): Promise<EndedMocha> {
  using folder = temporaryFolder()
  writeFileSync(join(folder.path, 'scim.test.mjs'), testFile(targets))
  const command = [join(root, 'node_modules/mocha/bin/mocha.js'), ...argv, 'scim.test.mjs']
  return await new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: folder.path }, (error, stdout, stderr) => {
      const ran = [...stderr.matchAll(/^ran (.*)$/gm)].map(([, id = '']) => id)
      resolve({ code: error?.code ?? 0, stdout, ran })
    })
  })
}

interface Reported {
  readonly title: string
  readonly fullTitle: string
  readonly err: { readonly message?: string; readonly stack?: string; readonly expected?: string }
}

describe('scim-rehearsal/mocha', () => {
  it("registers one test per check in the user's mocha, from one run", async () => {
    await using server = await listenScimServer({ deviation: deviationNamed('patch-op-lower-case-only') })
    const { code, stdout, ran } = await mocha([`{ url: '${server.url}' }`], ['--reporter', 'json'])
    const report = JSON.parse(stdout) as Readonly<Record<'passes' | 'pending' | 'failures', readonly Reported[]>>
    const titled = (kind: keyof typeof report, id: string): Reported | undefined =>
      report[kind].find(({ title }) => title.includes(`(${id})`))
    expect(code).to.equal(1)
    expect(ran).to.have.members(CHECKS)

    expect(titled('passes', PASSING)?.fullTitle).to.match(
      /^SCIM rehearsal entra Entra: Test connection .* \(entra\.probe\)$/,
    )
    const err: Reported['err'] = titled('failures', FAILING)?.err ?? {}
    expect(err.message).to.match(
      /^Check: .*\nSeen: PATCH with Replace of displayName was answered 400 .*\nImpact: .*\nFix: .*\n/m,
    )
    expect(err.message).to.include(`Run again: npx mocha --fgrep '(${FAILING})'`)
    expect(err.message).to.match(/Rule: MUST Entra: PATCH \(entra\.patch\.op-any-case\) https:/)
    expect(err.stack).to.equal(`Finding: ${err.message}`)
    expect(err.expected).to.equal('2xx')
    expect(titled('pending', FOLLOWING)?.title).to.include(`: skipped: follows from ${FAILING}`)
    expect(titled('pending', INAPPLICABLE)?.title).to.include(': inapplicable: the server supports sorting')
    expect(titled('passes', RULE)?.fullTitle).to.include(' rfc7644 RFC 7643 §2.3.2 ')
    expect([report.passes.length, report.pending.length, report.failures.length]).to.deep.equal([2, 2, 1])
    const { totalResults } = (await (await fetch(`${server.url}/Users`)).json()) as { totalResults: number }
    expect(totalResults, 'users left on the server').to.equal(0)
  })

  it('runs only the checks that --grep selects, against a target that a function returns', async () => {
    await using server = await listenScimServer({ deviation: deviationNamed('patch-op-lower-case-only') })
    const { code, stdout, ran } = await mocha([`async () => ({ url: '${server.url}' })`], ['--grep', 'value-kept'])
    expect(ran).to.deep.equal([FOLLOWING])
    // Without the check that explains it, the finding is a failure.
    expect(stdout).to.include('0 passing').and.include('1 failing')
    expect(code).to.equal(1)
  })

  it('fails once if the target cannot be tested', async () => {
    const { code, stdout, ran } = await mocha([
      "{ url: 'http://127.0.0.1:9/scim/v2' }",
      "() => ({ url: 'http://127.0.0.1:9/scim/v2?aadOptscim062020' })",
    ])
    expect(ran).to.deep.equal([])
    expect(stdout.match(/"before all" hook: connect to the target and probe it/g)).to.have.length(4)
    expect(stdout).to.include('ECONNREFUSED')
    expect(stdout).to.include("pass dialect: 'flagged' to describeRehearsal")
    expect(stdout).to.include('2 failing')
    expect(code).to.equal(2)
  })
})
