/** Returns the known name with the fewest edits from a mistyped one; undefined if none is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
  const [best] = ranked
  // Two edits change a word of three letters completely, and no hint is better than a wrong one.
  const tolerated = Math.min(Math.max(2, Math.floor(name.length / 3)), Math.floor(name.length / 2))
  return best !== undefined && best.distance <= tolerated ? best.candidate : undefined
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [row, character] of [...a].entries()) {
    const current = [row + 1]
    for (const [column, other] of [...b].entries()) {
      const substitution = (previous[column] ?? 0) + (character === other ? 0 : 1)
      current.push(Math.min(substitution, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1))
    }
    previous = current
  }
  return previous[b.length] ?? 0
}
