/** Finds values in which a variable was not replaced, because it is not set where the command runs. */

/** `$NAME`, `${NAME}`, `%NAME%`, `$(NAME)`, `{{NAME}}` and `${{ NAME }}`, as shells, pipelines and templates write them. */
const REFERENCE = /^(?:\$\w+|\$\{[^{}]*\}|\$\([^()]*\)|%\w+%|\$?\{\{[^{}]*\}\})$/
/** The strings that JavaScript and other languages write for a variable without a value. */
const NO_VALUE = /^(?:undefined|null|none|nil)$/i
const REMEDY = 'set the variable that it is read from, or leave the option out'

/** Returns what is wrong with a value of which a variable was not replaced, and the remedy; undefined for any other value. */
export function unsetFault(value: string | null | undefined): string | undefined {
  if (value === undefined || value === null) return `is ${value}: ${REMEDY}`
  const text = value.trim()
  if (text === '') return `is empty: ${REMEDY}`
  if (NO_VALUE.test(text)) return `is the word ${text}: ${REMEDY}`
  return REFERENCE.test(text) ? `is the name of a variable, which was not replaced: ${REMEDY}` : undefined
}

/** Does the same for the value of a header, which may have a scheme before its credential (`Bearer undefined`). */
export function unsetHeaderFault(value: string): string | undefined {
  const [, scheme, rest = ''] = /^(Basic|Bearer|Digest|DPoP|Token|ApiKey)(?:\s+(.*))?$/is.exec(value.trim()) ?? []
  const fault = unsetFault(scheme === undefined ? value : rest)
  return fault === undefined || scheme === undefined ? fault : `has a credential after its scheme that ${fault}`
}

/** Does the same for a URL, whose host or any part of its path may be such a value. */
export function unsetUrlFault(url: string): string | undefined {
  const fault = unsetFault(url)
  if (fault !== undefined) return fault
  const [address = ''] = url.replace(/^\w+:\/\//, '').split(/[?#]/, 1)
  const [host = '', ...path] = address.split('/')
  const part = [...host.split(/[.:@]/), ...path].find((one) => /^(?:undefined|null)$/.test(one) || REFERENCE.test(one))
  return part === undefined ? undefined : `contains ${JSON.stringify(part)} in place of a value: ${REMEDY}`
}
