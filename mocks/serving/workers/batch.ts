/**
 * Collects items and sends them together when the event loop has read all available data, because a message between
 * processes costs more than its content.
 */
export function createBatch<Item>(send: (items: readonly Item[]) => void): (item: Item) => void {
  let items: Item[] = []
  const flush = (): void => {
    const ready = items
    items = []
    send(ready)
  }
  return (item) => {
    if (items.push(item) === 1) setImmediate(flush)
  }
}
