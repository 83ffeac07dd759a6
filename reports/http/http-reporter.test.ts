import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { expectGolden } from '../fixtures/expect-golden.ts'
import { replayResult, replayTape } from '../fixtures/replay-result.ts'
import { runReporter } from '../fixtures/run-reporter.ts'
import type { Exchange } from '../model/index.ts'
import { httpReporter } from './http-reporter.ts'

const require = createRequire(import.meta.url)
const httpyac = join(dirname(require.resolve('httpyac/package.json')), 'bin/httpyac.js')

/** Sends every request of an HTTP file with httpYac; returns whether it failed, and its output. */
function send(text: string): Promise<{ readonly failed: boolean; readonly output: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'scim-rehearsal-'))
  const file = join(folder, 'finding.http')
  writeFileSync(file, text)
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [httpyac, 'send', file, '--all', '--no-color'],
      { cwd: folder },
      (error, stdout, stderr) => {
        rmSync(folder, { recursive: true })
        resolve({ failed: error !== null, output: stdout + stderr })
      },
    )
  })
}

/** Starts a server that stores users, and applies changes of `active` or ignores them; it records each request. */
async function userServer(isRight: boolean) {
  const requests: string[] = []
  let user: Record<string, unknown> = {}
  const server = createServer(async (request, response) => {
    const text = (await Array.fromAsync(request)).join('')
    requests.push(`${request.method} ${request.url} ${request.headers.authorization}`)
    if (request.method === 'POST') user = { ...(JSON.parse(text) as object), id: 'a b/c' }
    if (request.method === 'PATCH' && isRight) user = { ...user, active: false }
    response.writeHead(request.method === 'POST' ? 201 : request.method === 'DELETE' ? 204 : 200, {
      'content-type': 'application/scim+json',
    })
    response.end(request.method === 'DELETE' ? undefined : JSON.stringify(user))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/scim`,
    requests,
    [Symbol.asyncDispose]: () => new Promise<void>((closed) => void server.close(() => closed())),
  }
}

async function fileFor(url: string): Promise<string> {
  const at = (text: string): string => text.replaceAll('https://host.example/scim', url)
  const tape = JSON.parse(at(JSON.stringify(replayTape))) as Exchange[]
  const result = { ...replayResult, target: { ...replayResult.target, baseUrl: url } }
  const { files } = await runReporter(httpReporter, { result, tape })
  return files['http/entra.disable.http'] ?? ''
}

describe('findings as HTTP files', () => {
  it('are one file per finding', async () => {
    const { files } = await runReporter(httpReporter, { result: replayResult, tape: replayTape })
    expect(Object.keys(files)).to.deep.equal([
      'http/entra.disable.http',
      'http/scim.delete.http',
      'http/scim.list.http',
    ])
    for (const [path, content] of Object.entries(files)) expectGolden(path, content)
  })

  it('are sent by httpYac, whose test fails only on the wrong server; created resources are removed', async () => {
    for (const isRight of [false, true]) {
      await using server = await userServer(isRight)
      const { failed, output } = await send(await fileFor(server.url))
      expect(failed, output).to.equal(!isRight)
      expect(server.requests, output).to.deep.equal([
        'POST /scim/Users Basic token',
        'PATCH /scim/Users/a%20b%2Fc Basic token',
        'GET /scim/Users/a%20b%2Fc Basic token',
        'DELETE /scim/Users/a%20b%2Fc Basic token',
      ])
    }
  })
})
