import { join } from 'node:path'
import { expect } from 'chai'
import { scimRehearsal } from './support/command.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'

/** Serves until the servers have answered once; gives what `use` made of their base URL. */
async function serving<Result>(argv: readonly string[], use: (url: string) => Promise<Result>): Promise<Result> {
  let result: Promise<Result> | undefined
  const { code, stderr } = await scimRehearsal(['serve', ...argv], {
    onOutput: (output, kill) => {
      const url = /^\S+ (http\S+)$/m.exec(output)?.[1]
      if (url === undefined || result !== undefined) return
      result = use(url).finally(() => kill('SIGTERM'))
    },
  })
  expect(code, stderr).to.equal(0)
  if (result === undefined) throw new Error(`nothing was served: ${stderr}`)
  return result
}

const create = (url: string): Promise<Response> =>
  fetch(`${url}/Users`, {
    method: 'POST',
    headers: { 'content-type': 'application/scim+json' },
    body: JSON.stringify({ schemas: [USER], userName: 'jane' }),
  })

describe('serve scim-server', () => {
  it('is right without --deviate', async () => {
    const response = await serving(['scim-server', '--port', '0'], create)
    expect(response.status).to.equal(201)
    expect(response.headers.has('location')).to.equal(true)
  })

  it('is wrong in each way that --deviate names', async () => {
    const wrong = ['--deviate', 'create-answers-200', '--deviate', 'create-without-location']
    const response = await serving(['scim-server', '--port', '0', ...wrong], create)
    expect(response.status).to.equal(200)
    expect(response.headers.has('location')).to.equal(false)
  })

  it('keeps what it holds in the file of --db', async () => {
    using folder = temporaryFolder()
    const argv = ['scim-server', '--port', '0', '--db', join(folder.path, 'scim.db')]
    expect((await serving(argv, create)).status).to.equal(201)
    expect((await serving(argv, create)).status).to.equal(409)
  })

  it('refuses a deviation that there is not', async () => {
    const { code, stderr } = await scimRehearsal(['serve', 'scim-server', '--deviate', 'create-answer-200'])
    expect(code).to.equal(2)
    expect(stderr).to.include('did you mean create-answers-200?')
    expect(stderr.trim().split('\n')).to.have.length(1)
  })
})

describe('list deviations', () => {
  it('tells of each what it does, where it was seen and who catches it', async () => {
    const { code, stdout } = await scimRehearsal(['list', 'deviations', '--json'])
    expect(code).to.equal(0)
    const listed = JSON.parse(stdout) as { id: string; says: string; source?: string; caughtBy: string[] }[]
    expect(listed.find(({ id }) => id === 'put-missing')).to.include({
      says: 'PUT answers 405',
      source: 'https://github.com/coder/coder/issues/15828',
    })
    expect(listed.flatMap(({ caughtBy }) => caughtBy)).to.include('scim.put.replaces')
  })
})
