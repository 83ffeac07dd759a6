import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { delimiter, dirname, join } from 'node:path'
import { expect } from 'chai'
import express from 'express'
import { deviationNamed, scimServer } from '../mocks/scim-server/index.ts'
import type { CheckResult, RehearsalResult } from '../reports/index.ts'
import { root, scimRehearsal } from './support/command.ts'
import { readResult } from './support/read-result.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const TOKEN = 'secret-of-this-test'
const TENANT = 'tenant-of-this-test'

/** Starts the reference server with one deviation, which accepts only requests with the tenant's header. */
async function listenForTenant(deviation: string): Promise<AsyncDisposable & { readonly url: string }> {
  const app = express()
    .use((request, response, next) => {
      const { authorization, 'x-tenant': tenant } = request.headers
      if (tenant === TENANT && authorization === `Bearer ${TOKEN}`) next()
      else
        response
          .status(401)
          .set({ 'content-type': 'application/scim+json', 'www-authenticate': 'Bearer' })
          .send(JSON.stringify({ schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '401' }))
    })
    .use('/scim', scimServer({ deviation: deviationNamed(deviation) }))
  const server = createServer(app)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = async (): Promise<void> => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim`, [Symbol.asyncDispose]: close }
}

/** Runs the command line in a shell, like a user who copies it from a report. */
function shell(line: string, folder: string): Promise<{ readonly code: number; readonly output: string }> {
  const environment = {
    ...process.env,
    CI: '',
    PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`,
    SCIM_TOKEN: TOKEN,
    HEADER_X_TENANT: TENANT,
  }
  return new Promise((resolve) => {
    const child = execFile('sh', ['-c', line], { cwd: folder, env: environment }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
    )
  })
}

const findingsOf = ({ checks }: RehearsalResult): readonly CheckResult[] =>
  checks.filter(({ outcome }) => outcome === 'fail' || outcome === 'warn')

/** Reruns a finding of a result by its own command line. */
async function rerun(finding: CheckResult, folder: string): Promise<CheckResult | undefined> {
  const { code, output } = await shell(`${finding.replay} --fail-on should --out again`, folder)
  expect(code, `${finding.replay}\n${output}`).to.equal(1)
  return readResult(join(folder, 'again')).checks.find(({ id }) => id === finding.id)
}

/** A deviation, and the check or the invariant that finds it; one per line. */
const CASES = [
  ['create-answers-200', 'scim.create.answers-201'],
  ['bulk-status-is-number', 'scim.exchange.bulk-status'],
  ['version-without-quotes', 'scim.exchange.etag-form'],
] as const

describe('the command line of a finding', () => {
  for (const [deviation, id] of CASES)
    it(`reproduces ${deviation}, with headers, time-outs and seed of the run and no secret in it`, async () => {
      using folder = temporaryFolder()
      await using server = await listenForTenant(deviation)
      const target = ['--target', server.url, '--token', TOKEN, '--header', `x-tenant: ${TENANT}`]
      const argv = ['run', ...target, '--suite', 'rfc7644', '--timeout', '20000', '--settle', '1', '--out', 'out']
      await scimRehearsal(argv, { folder: folder.path })
      const findings = findingsOf(readResult(join(folder.path, 'out')))
      const finding = findings.find((one) => one.id === id)
      if (finding === undefined)
        throw new Error(`${deviation} has no finding ${id}, but ${findings.map((one) => one.id)}`)
      for (const part of ['--token "$SCIM_TOKEN"', '"x-tenant: $HEADER_X_TENANT"', '--timeout 20000', '--settle 1'])
        expect(finding.replay).to.include(part)
      expect(finding.replay).to.not.include(TENANT).and.to.not.include(TOKEN)
      const again = await rerun(finding, folder.path)
      expect(again?.outcome, finding.replay).to.equal(finding.outcome)
      expect(again?.violated).to.deep.equal(finding.violated)
    })

  it('omits options of the configuration', async () => {
    using folder = temporaryFolder()
    await using server = await listenForTenant('create-answers-200')
    const config = { target: server.url, token: TOKEN, headers: { 'x-tenant': TENANT }, suite: ['rfc7644'], out: 'out' }
    writeFileSync(join(folder.path, 'rehearsal.config.json'), JSON.stringify(config))
    await scimRehearsal(['run'], { folder: folder.path })
    const finding = findingsOf(readResult(join(folder.path, 'out'))).find(({ id }) => id === 'scim.create.answers-201')
    if (finding === undefined) throw new Error('the deviation has a finding')
    expect(finding.replay).to.match(
      / run --config rehearsal\.config\.json --seed \d+ --check scim\.create\.answers-201$/,
    )
    expect((await rerun(finding, folder.path))?.outcome).to.equal('fail')
  })

  it('begins, in a checkout, with the command of the checkout', async () => {
    using out = temporaryFolder()
    await scimRehearsal(['run', '--embedded', '--check', 'scim.create.answers-201', '--out', join(out.path, 'out')])
    const [check] = readResult(join(out.path, 'out')).checks
    expect(check?.replay).to.match(/^npm run --silent scim-rehearsal -- run --embedded --seed \d+ --check /)
    const again = await shell(`${check?.replay} --out ${join(out.path, 'again')}`, root)
    expect(again.code, again.output).to.equal(0)
    expect(readResult(join(out.path, 'again')).checks.map(({ id }) => id)).to.deep.equal(['scim.create.answers-201'])
  })
})
