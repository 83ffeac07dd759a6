import { readdirSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { expect } from 'chai'
import { reporters } from '../reports/index.ts'
import { answeringServer } from './support/answering-server.ts'
import { scimRehearsal } from './support/command.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

// Each begins alike, so that a secret which was cut short is found as well.
const MARK = 'planted-'
const TOKEN = `${MARK}token/"4711"+`
const HEADER = `${MARK}header-4712`
const PASSWORD = /"password\\*"\s*:\s*\\*"(?!\*\*\*)/i

/** A server that gives back whatever secret it was told, wherever an answer has room for it. */
function echoing(request: IncomingMessage, response: ServerResponse): void {
  const { authorization = '', 'x-secret': header = '' } = request.headers
  const secret = `${authorization} ${String(header)}`
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => void chunks.push(chunk))
  request.on('end', () => {
    const sent = Buffer.concat(chunks).toString('utf8')
    const isQuery = request.method === 'GET' && request.url?.includes('filter=') === true
    response.writeHead(isQuery ? 200 : request.method === 'POST' ? 201 : 400, {
      'content-type': 'application/scim+json',
      'www-authenticate': encodeURI(secret),
      'x-echo': encodeURIComponent(secret),
      'set-cookie': `session=${encodeURIComponent(secret)}`,
      location: `/Users/${encodeURIComponent(secret)}`,
    })
    response.end(
      isQuery
        ? '{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,"Resources":[]}'
        : JSON.stringify({
            id: secret,
            userName: secret,
            detail: `${secret} sent ${sent}`,
            scimType: secret,
            status: '400',
          }),
    )
  })
}

describe('no secret is told', () => {
  const folder = temporaryFolder()
  let printed = ''
  before(async () => {
    await using server = await answeringServer(echoing)
    const names = Object.keys(reporters)
    const argv = ['run', '--target', server.url, '--header', `x-secret: ${HEADER}`, '--seed', '7', '--out', folder.path]
    const { stdout, stderr } = await scimRehearsal([...argv, ...names.flatMap((name) => ['--reporter', name])], {
      environment: { SCIM_TOKEN: TOKEN, GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(folder.path, 'summary.md') },
    })
    printed = stdout + stderr
  })
  after(() => folder[Symbol.dispose]())

  it('by the console, annotations on GitHub among it', () => {
    expect(printed).to.include('NONCONFORMANT')
    expect(printed).to.include('::error')
    expect(leaksOf(printed)).to.deep.equal([])
  })

  it('by any file of any reporter, nor by the tape', () => {
    const files = readdirSync(folder.path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    const names = files.map(({ name }) => name)
    expect(names).to.include.members([
      'result.json',
      'report.html',
      'junit.xml',
      'report.md',
      'report.sarif',
      'exchanges.har',
      'events.ndjson',
      'tape.ndjson',
      'summary.md',
    ])
    for (const { parentPath, name } of files)
      expect(leaksOf(readable(readFileSync(join(parentPath, name), 'utf8'))), join(parentPath, name)).to.deep.equal([])
  })

  it('and the search would have found them', () => {
    expect(leaksOf(`a ${encodeURIComponent(TOKEN)}`)).to.have.lengthOf(1)
    expect(leaksOf(`a ${Buffer.from(TOKEN).toString('base64')}`)).to.have.lengthOf(1)
    expect(leaksOf('{"password":"hunter2"}')).to.have.lengthOf(1)
    expect(leaksOf('"{\\"password\\":\\"hunter2\\"}"')).to.have.lengthOf(1)
  })
})

/** The places of secrets in a text, with what stands around them. */
function leaksOf(text: string): string[] {
  const forms = [MARK, encodeURIComponent(MARK), Buffer.from(MARK).toString('base64').slice(0, 10)]
  const places = [...forms.map((form) => text.indexOf(form)), text.search(PASSWORD)].filter((place) => place >= 0)
  return [...new Set(places)].map((place) => text.slice(Math.max(0, place - 60), place + 40))
}

/** Text with the packed parts of a page unpacked. */
function readable(text: string): string {
  const parts = text.matchAll(/<template data-part="[\w-]+">([^<]*)<\/template>/g)
  return [
    text,
    ...[...parts].map(([, packed = '']) => inflateRawSync(Buffer.from(packed, 'base64')).toString('utf8')),
  ].join('\n')
}
