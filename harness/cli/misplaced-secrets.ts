/** Finds arguments and variables that look like secrets, though no option says that they are. */

/** The length from which a value that mixes letters and digits is taken for a token. */
const SHORTEST_TOKEN = 16
const SECRET_VARIABLE = /token|secret|passw(?:or)?d|passphrase|credential|api_?key|access_?key|private_?key/i
const PLACE = /(?:file|path|url|uri|dir|folder|sock|host|user|name|id|type)$/i

/** Arguments, or words and values within them, that look like tokens. */
export function secretsInArguments(argv: readonly string[]): readonly string[] {
  return argv.flatMap((argument) => [argument, ...argument.split(/[\s=:,;@/?#&"'()]+/)]).filter(looksLikeToken)
}

/** Values of variables whose names say that they are secrets. */
export function secretsInEnvironment(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(environment).flatMap(([name, value = '']) =>
    SECRET_VARIABLE.test(name) && !PLACE.test(name) && value.length >= 8 ? [value] : [],
  )
}

/**
 * Returns whether a string looks like a token: it has no blanks, and changes between capital letters, small letters and
 * digits more often than words, paths and dates do.
 */
function looksLikeToken(text: string): boolean {
  if (text.length < SHORTEST_TOKEN || !/^[\w.~+/=-]+$/.test(text)) return false
  const changes = text.match(/[A-Z](?=[a-z0-9])|[a-z](?=[A-Z0-9])|[0-9](?=[A-Za-z])/g)?.length ?? 0
  return changes * 4 >= text.length
}
