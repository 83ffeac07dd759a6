import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import { bearerToken, listenScimServer } from '../mocks/scim-server/index.ts'
import { readLoadResult } from '../reports/index.ts'
import { scimRehearsal } from './support/command.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const TOKEN = 'load-s3cret'

describe('the command load', () => {
  it('measures a server, judges thresholds, compares and merges shards', async () => {
    using folder = temporaryFolder()
    await using server = await listenScimServer({ authenticate: bearerToken(TOKEN) })
    const load = (out: string, ...options: string[]) =>
      scimRehearsal([
        'load',
        '--target',
        server.url,
        '--token',
        TOKEN,
        '--no-ceiling',
        '--out',
        join(folder.path, out),
        ...options,
      ])
    const shards = ['--stage', '1s:20', '--seed', '1', '--shard']
    const [first, second] = await Promise.all([load('one', ...shards, '1/2'), load('two', ...shards, '2/2')])
    expect(first.code, first.stderr).to.equal(0)
    expect(second.code, second.stderr).to.equal(0)
    expect(first.stderr).to.include(`Load on ${new URL(server.url).host}: model open, 20 requests per second`)
    const file = (name: string): string => join(folder.path, name, 'load.json')
    const read = (name: string) => {
      const result = readLoadResult(JSON.parse(readFileSync(file(name), 'utf8')))
      if (typeof result === 'string') throw new Error(result)
      return result
    }
    expect(read('one').total.requests + read('two').total.requests).to.equal(20)
    expect(read('one').objects.left).to.equal(0)
    const merge = [
      'load',
      '--merge',
      file('one'),
      '--merge',
      file('two'),
      '--compare',
      file('one'),
      '--out',
      join(folder.path, 'both'),
    ]
    const merged = await scimRehearsal([...merge, '--threshold', 'p99<1us', '--threshold', 'errors<1%'])
    expect(merged.code, merged.stderr).to.equal(1)
    expect(merged.stdout)
      .to.match(/^20 requests/)
      .and.match(/✗ p99<1us/)
      .and.match(/✓ errors<1%/)
      .and.include('compared with')
    expect(read('both').run.shard).to.equal('1/2, 2/2')
    for (const name of ['load.json', 'load.html'])
      expect(readFileSync(join(folder.path, 'one', name), 'utf8')).to.not.include(TOKEN)
    const left = await fetch(`${server.url}/Users`, { headers: { authorization: `Bearer ${TOKEN}` } })
    expect(await left.json()).to.include({ totalResults: 0 })
  })

  it('sends nothing to a target that is not a SCIM server', async () => {
    const requests: string[] = []
    const server = createServer((request, response) => {
      requests.push(request.method ?? '')
      response.writeHead(401).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    using folder = temporaryFolder()
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const { code, stderr } = await scimRehearsal(['load', '--target', url, '--no-ceiling', '--out', folder.path])
    server.close()
    expect(code).to.equal(3)
    expect(stderr).to.include('401')
    expect(requests).to.deep.equal(['GET'])
    expect(existsSync(join(folder.path, 'load.json'))).to.equal(false)
  })

  it('rejects files that it cannot merge, in one line', async () => {
    using folder = temporaryFolder()
    const merge = ['--merge', join(import.meta.dirname, '../package.json'), '--out', folder.path]
    const { code, stderr } = await scimRehearsal(['load', ...merge])
    expect(code).to.equal(2)
    expect(stderr)
      .to.include('not a load.json')
      .and.to.match(/^[^\n]+\n$/)
  })
})
