/** The forms in which a secret may appear, and the credentials within a header value. */

/** The length below which a secret is masked only as a whole word, because it is part of many words. */
const STRONG = 8
/** A shorter secret is not masked, because too much of any document would be. */
const SHORTEST = 4

/**
 * Forms in lower case, grouped by their first characters, by which they are found. A shorter part of a secret is not
 * masked, because it is of no use to anyone.
 */
type FormsByBeginning = ReadonlyMap<string, readonly string[]>

/**
 * Matches what remains of a secret whose variable is not set, such as `Bearer undefined`: masking it would hide the
 * cause.
 */
const NO_SECRET = /^(?:undefined|null|bearer|basic)$/i

/** The strings to search for. */
export interface SecretForms {
  /** The secrets themselves and their Base64 and hexadecimal forms, to find in a decoded string. */
  readonly plain: FormsByBeginning
  /** `plain` and its usual escaped forms, to find without decoding. */
  readonly escaped: FormsByBeginning
  /** True if a secret itself contains a character that begins an escape. */
  readonly looksEscaped: boolean
  /** Matches secrets that are masked only as whole words; undefined if there are none. */
  readonly weak: RegExp | undefined
}

const known = new WeakMap<readonly string[], SecretForms>()

/** Returns the forms of a list of secrets; they are computed once per list. */
export function formsOf(secrets: readonly string[]): SecretForms {
  const before = known.get(secrets)
  if (before !== undefined) return before
  const all = [...new Set(secrets.flatMap(credentialsIn))].filter(
    (secret) => secret.length >= SHORTEST && !NO_SECRET.test(secret),
  )
  const strong = all.filter((secret) => secret.length >= STRONG)
  const weak = all.filter((secret) => secret.length < STRONG)
  const plain = strong.flatMap((secret) => [secret, ...encodedInBase64(secret), ...hexForms(secret)])
  // Base64 and hexadecimal need no escapes, except for `+` and `/`, which decoding finds.
  const escaped = strong.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]).flatMap(escapedForms)
  const forms: SecretForms = {
    plain: byBeginning(plain),
    escaped: byBeginning([...plain, ...escaped]),
    looksEscaped: strong.some((secret) => /[%\\&]/.test(secret)),
    weak:
      weak.length === 0
        ? undefined
        : new RegExp(`(?<![\\w.-])(?:${weak.flatMap(weakForms).map(RegExp.escape).join('|')})(?![\\w.-])`, 'gi'),
  }
  known.set(secrets, forms)
  return forms
}

/** Returns a header value, the credential without its scheme, and the decoded content of `Basic`. */
function credentialsIn(secret: string): string[] {
  const trimmed = secret.trim()
  const [, scheme = '', credential] = /^([A-Za-z][\w-]*) +(\S.*)$/.exec(trimmed) ?? []
  if (credential === undefined) return [secret, trimmed]
  if (scheme.toLowerCase() !== 'basic') return [secret, trimmed, credential]
  const pair = Buffer.from(credential, 'base64').toString('utf8')
  return [secret, trimmed, credential, pair, pair.slice(pair.indexOf(':') + 1)]
}

/** Returns the Base64 forms of a secret, of its escaped forms, and of its Base64 form. */
function encodedInBase64(secret: string): string[] {
  const escaped = new Set([secret, JSON.stringify(secret).slice(1, -1), safely(encodeURIComponent, secret)])
  return [...escaped, Buffer.from(secret).toString('base64').replace(/=+$/, '')].flatMap(base64Forms)
}

/**
 * Returns the Base64 forms of a secret, one for each of the three offsets; the characters at its ends depend on its
 * neighbours and are left off.
 */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const standard = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const isOpen = (offset + bytes.length) % 3 !== 0
    return text.slice(offset === 0 ? 0 : offset + 1, isOpen ? -1 : undefined)
  })
  const wide = Buffer.from(secret, 'utf16le').toString('base64').replace(/=+$/, '').slice(0, -1)
  return [...standard, wide]
    .flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_')])
    .filter((text) => text.length >= STRONG)
}

/** Returns a short secret and its encodings, each as a whole: a part of one is too short to be recognised. */
function weakForms(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '')
  return [...new Set([secret, base64, base64.replaceAll('+', '-').replaceAll('/', '_'), ...hexForms(secret)])]
}

function hexForms(secret: string): string[] {
  const hex = Buffer.from(secret).toString('hex')
  return [hex, hex.toUpperCase()]
}

function escapedForms(text: string): string[] {
  return [
    text,
    safely(encodeURI, text),
    safely(encodeURIComponent, text),
    new URLSearchParams({ v: text }).toString().slice(2),
  ]
}

/** Encodes a string; a string with a lone surrogate, which cannot be percent-encoded, is returned unchanged. */
function safely(encode: (text: string) => string, text: string): string {
  try {
    return encode(text)
  } catch {
    return text
  }
}

function byBeginning(forms: readonly string[]): FormsByBeginning {
  return Map.groupBy(new Set(forms.map(lowerCase)), (form) => form.slice(0, STRONG))
}

/** Converts only ASCII letters to lower case, so that every character stays at its index. */
export function lowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
