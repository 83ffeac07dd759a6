/** Capitalises words. Without separators as .NET's ToTitleCase on lower-cased text: a letter begins a word unless a letter, digit or apostrophe stands before it. */
export function properCase(text: string, separators?: string): string {
  const lower = text.toLowerCase()
  if (separators === undefined) {
    return lower.replaceAll(/(?<![\p{L}\p{M}\p{N}'’])\p{L}/gu, (letter) => letter.toUpperCase())
  }
  const splits = new Set(separators)
  let atStart = true
  let result = ''
  for (const character of lower) {
    result += atStart ? character.toUpperCase() : character
    atStart = splits.has(character)
  }
  return result
}
