import type { ComponentChildren, VNode } from 'preact'

/** A column of a table. */
export interface TableColumn<Row> {
  readonly name: string
  readonly cell: (row: Row) => ComponentChildren
  /** True if the heading is only for screen readers, such as over buttons. */
  readonly isNameHidden?: boolean
}

/**
 * A table that scrolls horizontally when it is wider than its container. The first column contains the row headings.
 */
export function Table<Row>({
  label,
  columns,
  rows,
  keyOf,
  empty,
  isChosen,
}: {
  readonly label: string
  readonly columns: readonly TableColumn<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  /** The content in place of rows. */
  readonly empty: ComponentChildren
  readonly isChosen?: (row: Row) => boolean
}): VNode {
  if (rows.length === 0) return <p class="note table-empty">{empty}</p>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling element must be reachable by the keyboard.
    <section class="table-scroller" tabIndex={0} aria-label={`${label}, scrolls`}>
      <table class="console-table" aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ name, isNameHidden = false }) => (
              <th key={name} scope="col">
                <span class={isNameHidden ? 'visually-hidden' : ''}>{name}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} class={isChosen?.(row) === true ? 'is-chosen' : ''}>
              {columns.map(({ name, cell }, place) =>
                place === 0 ? (
                  <th key={name} scope="row">
                    {cell(row)}
                  </th>
                ) : (
                  <td key={name}>{cell(row)}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
