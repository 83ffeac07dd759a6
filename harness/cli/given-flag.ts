/** Returns the first of the named flags that was given, as the user typed it; undefined if none was. */
export function givenFlag<Flags extends object>(
  flags: Flags,
  names: readonly (keyof Flags & string)[],
): string | undefined {
  const name = names.find((one) => flags[one] !== undefined)
  return name === undefined ? undefined : `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}
