import { processSecrets, secretsOfUrl } from '../index.ts'
import { unsetUrlFault } from './unset-value.ts'
import { UsageError } from './usage-error.ts'

/**
 * Parses the URL of an option; its credentials are masked from then on. Throws UsageError, without the value, which may
 * be a secret in the wrong place.
 */
export function absoluteUrl(option: string, text: string): URL {
  processSecrets.add(...secretsOfUrl(text))
  const fault = unsetUrlFault(text)
  if (fault !== undefined) throw new UsageError(`${option} ${fault}`)
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new UsageError(`${option} takes an absolute http or https URL, such as https://host.example/path`)
  return url
}
