import { secretsOfCommand, secretsOfHeaders, secretsOfUrl } from '../process/index.ts'
import type { TargetOptions } from './target-options.ts'

/** Returns every secret in the options of a target; a token that is fetched is added later. */
export function secretsOfTarget({ token, headers = {}, spawn, ...target }: TargetOptions): string[] {
  const { url, oauth, federation, proxy } = target
  const urls = [url, oauth?.tokenUrl, federation?.tokenUrl, proxy?.http, proxy?.https]
  return [
    ...[token, oauth?.clientSecret].filter((secret) => secret !== undefined),
    ...secretsOfHeaders(headers),
    ...urls.flatMap((one) => (one === undefined ? [] : secretsOfUrl(one))),
    ...(typeof spawn === 'string' ? secretsOfCommand(spawn) : []),
  ]
}
