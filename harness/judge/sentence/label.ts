/** Attributes whose names are ordinary words; as the first word of a label they are formatted as code. */
const PLAIN_NAMES = 'active|emails|schemas|meta|id|title|members|name|addresses|roles|groups|manager|photos|password'
const URN = String.raw`urn:[\w:.-]*\w`
const PATH = String.raw`[a-z]+[A-Z]\w*(?:\.\$?\w+)*|[a-z]\w*(?:\[[^\]]*\])?(?:\.\$?\w+)+|\$\w+`
const NAME = new RegExp(String.raw`(?<![\w./:@$\u0060'"?&=-])(?:${URN}|${PATH})(?![\w/:@\u0060'"=(\[-]|\.\w)`, 'g')
const FIRST_WORD = new RegExp(
  String.raw`^(?:${PLAIN_NAMES})(?=$|:|, | (?:after|before|in|of|at|on|from|as|by|when|with)\b)`,
)
const BRACKETED = /^[a-z]\w*\[[^\]`]*\](?:\.\w+)*(?=$|:|, | )/
const SIMPLE = /^`[^`]+`(?: (?:after|before|in|of|at|on|from|as|by|when|with)\b(?:`[^`]*`|[^:;,→`])*)?$/

/** Formats the names of attributes in a label as code. In a label with quotes, only the first word can be one. */
export function withCode(label: string): string {
  const named = label.replace(FIRST_WORD, asCode).replace(BRACKETED, asCode)
  return /[{`→"]/.test(label) ? named : named.replaceAll(NAME, asCode)
}

const asCode = (name: string): string => `\`${name}\``

/** Returns whether a label names one attribute, so that "is" may follow. */
export const namesAttribute = (label: string): boolean => SIMPLE.test(label)

/**
 * Splits a label that counts milliseconds or seconds into the label without the unit, and the milliseconds of one
 * unit.
 */
export function splitUnit(label: string): { readonly label: string; readonly unit?: number } {
  const [, unit, rest] = /^(milliseconds|seconds) ([\s\S]*)$/.exec(label) ?? []
  return unit === undefined ? { label } : { label: `time ${rest}`, unit: unit === 'seconds' ? 1000 : 1 }
}
