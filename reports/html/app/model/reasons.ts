/** Items with the same reason, and their number. */
export interface ReasonGroup<Item> {
  readonly reason: string
  readonly items: readonly Item[]
}

/** Groups items by reason, the largest group first. */
export function groupByReason<Item extends { readonly reason?: string }>(items: readonly Item[]): ReasonGroup<Item>[] {
  return [...Map.groupBy(items, ({ reason }) => reason ?? 'no reason was given')]
    .map(([reason, same]) => ({ reason, items: same }))
    .sort((a, b) => b.items.length - a.items.length)
}
