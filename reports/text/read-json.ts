/** The depth of a readable document: functions that process one may be recursive. */
const MAX_DEPTH = 128

/** Reads JSON; undefined if the text is not JSON, or is nested deeper than any message of a real server. Never throws. */
export function readJson<Value = unknown>(text: string): Value | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isShallow(value) ? (value as Value) : undefined
  } catch {
    return undefined
  }
}

/** Works level by level, because recursion would fail if the depth is the problem. */
function isShallow(value: unknown): boolean {
  let level = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return false
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []))
  }
  return true
}
