/** How many bodies begin before their test does. */
const WINDOW = 6
/** Processes of the command line at once. */
const AT_ONCE = 2

/**
 * Bodies of tests that share nothing run two at a time, though the tests follow each other: most of their time is the start of a process. A
 * body begins when its test or one shortly before it begins, and its failure is that of its test.
 */
export function runAhead(bodies: readonly (() => Promise<void>)[]): readonly (() => Promise<void>)[] {
  const outcomes = bodies.map(() => Promise.withResolvers<void>())
  // A failure is reported by the test that awaits it, which may not have begun.
  for (const { promise } of outcomes) promise.catch(() => {})
  const waiting = new Set<number>()
  const seen = new Set<number>()
  let running = 0
  const begin = (): void => {
    const [next] = waiting
    const body = next === undefined ? undefined : bodies[next]
    if (next === undefined || body === undefined || running >= AT_ONCE) return
    waiting.delete(next)
    running += 1
    body()
      .then(outcomes[next]?.resolve, outcomes[next]?.reject)
      .finally(() => {
        running -= 1
        begin()
      })
    begin()
  }
  return bodies.map((_, index) => async () => {
    for (let one = index; one < Math.min(index + WINDOW, bodies.length); one += 1)
      if (!seen.has(one)) {
        seen.add(one)
        waiting.add(one)
      }
    begin()
    await outcomes[index]?.promise
  })
}
