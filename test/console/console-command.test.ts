import { join } from 'node:path'
import { expect } from 'chai'
import type { ConsoleFacts } from '../../harness/console/format/page-format.ts'
import { scimRehearsal } from '../support/command.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** Starts the command, calls `use` with its output, and then ends it. */
async function withConsole<Result>(
  argv: readonly string[],
  use: (printed: { readonly console: string; readonly target: string; readonly jumpcloud: string }) => Promise<Result>,
): Promise<Result> {
  let result: Promise<Result> | undefined
  const { code, stderr } = await scimRehearsal(['console', ...argv], {
    onOutput: (output, kill) => {
      const printed = /^console (\S+)\ntarget (\S+)\njumpcloud-api (\S+)\n$/.exec(output)
      if (printed === null || result !== undefined) return
      const [, console = '', target = '', jumpcloud = ''] = printed
      result = use({ console, target, jumpcloud }).finally(() => kill('SIGINT'))
      result.catch(() => {})
    },
  })
  expect(stderr).to.equal('')
  expect(code).to.equal(0)
  if (result === undefined) throw new Error('no console was started')
  return result
}

describe('scim-rehearsal console', () => {
  it('continues from its state: the same URLs, applications, users of JumpCloud', async () => {
    using folder = temporaryFolder()
    const argv = ['--state', join(folder.path, 'console.db'), '--users', '2']
    const ask = async (page: string, path: string, body?: unknown) => {
      const { graph, jumpcloud } = (await (await fetch(`${page}facts`)).json()) as ConsoleFacts
      const response = await fetch(new URL(path, page), {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          authorization: `Bearer ${graph.token}`,
          'x-api-key': jumpcloud.apiKey,
          'content-type': 'application/json',
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      // biome-ignore lint/suspicious/noExplicitAny: tests read members of responses as clients do.
      return response.json() as Promise<any>
    }
    const first = await withConsole(argv, async (printed) => {
      await ask(printed.console, '/v1.0/applicationTemplates/8adf8e6e-67b2-4cf2-a259-e3dc5476c621/instantiate', {
        displayName: 'Kept',
      })
      await ask(printed.console, '/jumpcloud/api/systemusers', { username: 'kept', email: 'kept@contoso.example' })
      return printed
    })
    await withConsole(argv, async (printed) => {
      expect(printed).to.deep.equal(first)
      const { value } = await ask(printed.console, '/v1.0/servicePrincipals')
      expect(value.map(({ displayName }: { displayName: string }) => displayName)).to.deep.equal(['Kept'])
      const { results } = await ask(printed.console, '/jumpcloud/api/systemusers')
      expect(results.map(({ username }: { username: string }) => username)).to.deep.equal(['kept'])
    })
  })

  it('reports a mistake in one line', async () => {
    using folder = temporaryFolder()
    const cases: readonly (readonly [argv: readonly string[], message: RegExp])[] = [
      [['--spawn', 'node x'], /^--spawn needs --target/],
      [['--target', 'ftp://host'], /^--target: /],
      [['--port', 'x'], /^--port takes a whole number/],
      [['--token', 'a', '--token-file', 'b'], /^give --token or --token-file/],
      [['--state', join(folder.path, 'no', 'such', 'folder')], /^--state .* cannot be written/],
      [['--target', 'http://127.0.0.1:{port}/scim', '--spawn', 'exit 3'], /^--spawn "exit 3" did not start/],
    ]
    for (const [argv, message] of cases) {
      const { code, stdout, stderr } = await scimRehearsal(['console', ...argv])
      expect(stderr).to.match(message)
      expect(stderr.trimEnd().split('\n').length, stderr).to.be.at.most(2)
      expect([code, stdout]).to.deep.equal([message.source.includes('did not start') ? 3 : 2, ''])
    }
  })
})
