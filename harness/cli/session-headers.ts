import { parseTenantUrl } from '../../mocks/entra/index.ts'
import { credentialsOf, processSecrets } from '../index.ts'
import { type TargetFlags, targetOptionsOf } from './target-options.ts'
import { UsageError } from './usage-error.ts'

/** The options of a command that sends plain requests to a target. */
export interface SessionFlags extends TargetFlags {
  readonly target?: string
  readonly timeout: number
  readonly rate?: number
}

/** Returns the base URL of a Tenant URL. Throws UsageError. */
export function baseUrlOf(target: string): string {
  try {
    return parseTenantUrl(target).baseUrl
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** Returns the headers of requests to a target; fetches a token as `run` does. Throws UntestableTarget. */
export async function headersOf(flags: SessionFlags): Promise<Record<string, string>> {
  await using stack = new AsyncDisposableStack()
  const target = targetOptionsOf(flags.target ?? '', flags)
  const { token } = await credentialsOf(target, undefined, (url) => url, stack)
  processSecrets.add(token)
  return { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...target.headers }
}
