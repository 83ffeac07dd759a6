import type { Exchange } from '../model/result.ts'
import type { ReplayPlan } from './replay-plan.ts'
import { type Replacement, type Template, templateOf } from './template.ts'

/**
 * Returns the scheme of a masked credential such as `Bearer ***`, whose name is in lower case; undefined if the value
 * is not masked.
 */
function schemeOf(name: string, value: string): string | undefined {
  const [, scheme = '', masked] = /^(?:([A-Za-z][\w-]*) )?(\*\*\*)$/.exec(value) ?? []
  if (masked === undefined) return undefined
  return scheme === '' && name === 'authorization' ? 'Bearer' : scheme
}

/** Returns a header of a step. Of a masked credential only the scheme stays; each user adds their own. */
export function headerOf(
  name: string,
  value: string,
  replacements: readonly Replacement[],
): { name: string; value: Template } {
  const scheme = schemeOf(name, value)
  if (scheme === undefined) return { name, value: templateOf(value, replacements, 'header') }
  const slot = { variable: 'token', encoding: 'plain' } as const
  return { name, value: scheme === '' ? [slot] : [`${scheme} `, slot] }
}

/** Returns the header with the credential, and its scheme. */
export function credentialOf(exchanges: readonly Exchange[]): ReplayPlan['credential'] {
  for (const { request } of exchanges)
    for (const { name, value } of request.headers) {
      const lower = name.toLowerCase()
      const scheme = schemeOf(lower, value)
      if (scheme !== undefined) return { name: lower, scheme }
    }
  return { name: 'authorization', scheme: 'Bearer' }
}

/** Replaces a masked password by one that a server accepts, and a masked part of a word by the token. */
export function withSecrets(template: Template): Template {
  return template.flatMap((piece): Template => {
    if (typeof piece !== 'string') return [piece]
    const parts = piece
      .replaceAll(/("password"\s*:\s*)"\*\*\*"/gi, '$1"Rehearsal-4711-Password"')
      .split(/(?<!")\*{3}|\*{3}(?!")/)
    return parts.flatMap((part, index) =>
      index === 0 ? [part] : [{ variable: 'token', encoding: 'json' as const }, part],
    )
  })
}
