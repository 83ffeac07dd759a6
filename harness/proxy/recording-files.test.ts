import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Exchange } from '../../reports/index.ts'
import { temporaryFolder } from '../../test/support/temporary-folder.ts'
import { createRecordingFiles } from './recording-files.ts'

const exchange = (id: string): Exchange => ({
  id,
  cause: 'activity 1',
  leg: 'scim',
  startedDateTime: '2026-11-29T08:00:00.000Z',
  time: 1,
  request: { method: 'GET', url: 'https://host.example/scim/Users', httpVersion: 'HTTP/1.1', headers: [] },
  response: { status: 200, headers: [], body: 'é'.repeat(200) },
})
const creator = { name: 'scim-rehearsal', version: '1' }

describe('the files of a recording', () => {
  it('are complete after each exchange, and only their owner can access them', () => {
    using folder = temporaryFolder()
    const out = join(folder.path, 'out')
    const files = createRecordingFiles({
      folder: out,
      maxBytes: 10_000,
      maxFiles: 9,
      har: true,
      creator,
      onFailure: () => {},
    })
    for (let count = 1; count <= 5; count += 1) {
      files.append(exchange(`p${count}`))
      const lines = readFileSync(join(out, 'tape.ndjson'), 'utf8').trimEnd().split('\n')
      expect(lines.map((line) => (JSON.parse(line) as Exchange).id)).to.have.length(count)
      const har = JSON.parse(readFileSync(join(out, 'exchanges.har'), 'utf8')) as { log: { entries: unknown[] } }
      expect(har.log.entries).to.have.length(count)
    }
    files.close()
    expect(statSync(join(out, 'tape.ndjson')).mode & 0o777).to.equal(0o600)
  })

  it('begin again at the limit, and the oldest is removed', () => {
    using folder = temporaryFolder()
    const files = createRecordingFiles({
      folder: folder.path,
      maxBytes: 1500,
      maxFiles: 2,
      har: true,
      creator,
      onFailure: () => {},
    })
    for (let count = 1; count <= 10; count += 1) files.append(exchange(`p${count}`))
    files.close()
    const ids = files.tapes.flatMap((tape) =>
      readFileSync(tape, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as Exchange).id),
    )
    expect(ids).to.deep.equal(['p7', 'p8', 'p9', 'p10'])
    expect(readdirSync(folder.path).sort()).to.deep.equal([
      'exchanges-4.har',
      'exchanges-5.har',
      'tape-4.ndjson',
      'tape-5.ndjson',
    ])
    for (const tape of files.tapes) expect(statSync(tape).size).to.be.at.most(1500)
  })

  it('that cannot be written are reported once', () => {
    using folder = temporaryFolder()
    const reported: unknown[] = []
    const files = createRecordingFiles({
      folder: folder.path,
      maxBytes: 1,
      maxFiles: 9,
      har: false,
      creator,
      onFailure: (error) => void reported.push(error),
    })
    files.append(exchange('p1'))
    mkdirSync(join(folder.path, 'tape-2.ndjson'))
    for (const id of ['p2', 'p3']) files.append(exchange(id))
    expect(reported).to.have.length(1)
    expect(existsSync(join(folder.path, 'tape-3.ndjson'))).to.equal(false)
  })
})
