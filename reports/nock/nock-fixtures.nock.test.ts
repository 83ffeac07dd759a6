import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import nock from 'nock'
import { expectGolden } from '../fixtures/expect-golden.ts'
import { runReporter } from '../fixtures/run-reporter.ts'
import { nockReporter } from './nock-reporter.ts'

const SCIM = 'application/scim+json'

describe("fixtures for nock's back mode", () => {
  const folder = mkdtempSync(join(tmpdir(), 'scim-rehearsal-'))

  before(async () => {
    const { files } = await runReporter(nockReporter)
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), content)
    }
    nock.back.fixtures = join(folder, 'nock')
    nock.back.setMode('lockdown')
  })

  after(() => {
    nock.back.setMode('wild')
    nock.cleanAll()
    nock.enableNetConnect()
    rmSync(folder, { recursive: true })
  })

  it("replay the server in a SCIM client's test, which needs no server", async () => {
    const { nockDone, context } = await nock.back('entra.disable.json')
    const created = await fetch('https://host.example/scim/Users', {
      method: 'POST',
      headers: { 'content-type': SCIM },
      body: JSON.stringify({ userName: 'jane', displayName: '<script>alert(1)</script>' }),
    })
    expect(created.status).to.equal(201)
    expect(created.headers.get('location')).to.equal('https://host.example/scim/Users/1')
    expect(await created.text()).to.equal('{"id":"1","userName":"jane"}')
    const filter = encodeURIComponent('userName eq "jane"')
    const found = await fetch(`https://host.example/scim/Users?filter=${filter}&count=1`)
    expect(found.headers.get('content-type')).to.equal(SCIM)
    expect(await found.json()).to.deep.equal({ totalResults: 1, Resources: [{ id: '1' }] })
    context.assertScopesFinished()
    nockDone()
  })

  it('have a file for each check, without requests that got no response', async () => {
    const { files } = await runReporter(nockReporter, { file: 'fixtures' })
    expect(Object.keys(files)).to.deep.equal(['fixtures/entra.disable.json'])
    expectGolden('nock/entra.disable.json', files['fixtures/entra.disable.json'] ?? '')
  })
})
