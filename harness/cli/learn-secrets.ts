import {
  processSecrets,
  provisionOptions,
  runOptions,
  secretsOfCommand,
  secretsOfHeaders,
  secretsOfUrl,
} from '../index.ts'

const KNOWN = new Set([...Object.keys(runOptions), ...Object.keys(provisionOptions), 'provision', 'capabilities'])

/** Registers the secrets of a configuration, valid or not, so that no message contains them. */
export function learnSecrets(config: unknown): void {
  if (config === null || typeof config !== 'object') return
  for (const [name, value] of Object.entries(config)) processSecrets.add(...secretsOf(name, value))
  const { provision } = config as { provision?: unknown }
  if (provision !== config) learnSecrets(provision)
}

function secretsOf(name: string, value: unknown): string[] {
  if (name === 'headers') return headersOf(value)
  if (typeof value !== 'string' && typeof value !== 'number') return []
  const text = String(value)
  switch (name) {
    case 'token':
    case 'oauthClientSecret':
      return [text]
    case 'target':
    case 'oauthTokenUrl':
    case 'mailVia':
      return secretsOfUrl(text)
    case 'spawn':
      return secretsOfCommand(text)
    default:
      if (KNOWN.has(name)) return []
      // The name is nearly correct.
      return /tok|secret|passw|pwd|key|auth/i.test(name) && !/url|file|id$/i.test(name) ? [text] : []
  }
}

function headersOf(value: unknown): string[] {
  if (value === null || typeof value !== 'object') return value === undefined ? [] : [String(value)]
  return secretsOfHeaders(
    Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, typeof one === 'object' ? JSON.stringify(one) : String(one)]),
    ),
  )
}
