import { expect } from 'chai'
import { scimRehearsal } from './command.ts'

/** The options of the servers beside their arguments. */
interface ServingOptions {
  /** The server whose base URL is used (the first one). */
  readonly server?: string
  readonly environment?: Readonly<Record<string, string>>
}

/** Serves while `use` runs with a base URL; returns the result of `use`. */
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
