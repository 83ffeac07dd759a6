import { expect } from 'chai'
import { scimRehearsal } from './command.ts'

/** How the servers are run beside their arguments. */
interface ServingOptions {
  /** Whose base URL is used; that of the first server where absent. */
  readonly server?: string
  readonly environment?: Readonly<Record<string, string>>
}

/** Serves until `use` is done with a base URL; gives what it made of it. */
export async function serving<Result>(
  argv: readonly string[],
  use: (url: string) => Promise<Result>,
  { server = '\\S+', environment = {} }: ServingOptions = {},
): Promise<Result> {
  let result: Promise<Result> | undefined
  const { code, stderr } = await scimRehearsal(['serve', ...argv], {
    environment,
    onOutput: (output, kill) => {
      const url = new RegExp(`^${server} (http\\S+)$`, 'm').exec(output)?.[1]
      if (url === undefined || result !== undefined) return
      result = use(url).finally(() => kill('SIGTERM'))
      result.catch(() => {})
    },
  })
  expect(code, stderr).to.equal(0)
  if (result === undefined) throw new Error(`nothing was served: ${stderr}`)
  return result
}
