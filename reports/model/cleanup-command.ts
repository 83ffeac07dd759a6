import type { RehearsalResult } from './result.ts'

/**
 * Returns the command that removes everything that a run left on its target. It has the headers of the commands that
 * remove single resources, so it names a token only if the run sent one.
 */
export function cleanupCommand({ target, leftovers = [] }: RehearsalResult): string {
  const [first] = leftovers
  const options = first === undefined ? [] : headersIn(first.remove).map(optionOf)
  return ['scim-rehearsal cleanup --target', target.baseUrl, ...options].join(' ')
}

/** Returns the headers of a curl line, as the shell reads them. */
function headersIn(curl: string): string[] {
  return [...curl.matchAll(/ -H ((?:'[^']*'|\\'|"[^"]*")+)/g)].map(([, quoted = '']) => quoted)
}

function optionOf(header: string): string {
  const token = /^"authorization: Bearer (\$\w+)"$/.exec(header)?.[1]
  return token === undefined ? `--header ${header}` : `--token "${token}"`
}
