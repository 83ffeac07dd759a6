/** A request that one process asks another to perform, and its number. */
export type Numbered<Content> = readonly [number: number, content: Content]

/** A message of the process that started the workers. */
export type ToWorker =
  | { readonly kind: 'serve'; readonly server: number; readonly name: string; readonly settings: unknown }
  | { readonly kind: 'answers'; readonly answers: readonly Numbered<unknown>[] }
  | { readonly kind: 'stop' }

/** A message of a worker. */
export type FromWorker =
  | { readonly kind: 'listening'; readonly server: number; readonly url: string }
  | { readonly kind: 'refused'; readonly server: number; readonly message: string; readonly code?: string }
  | { readonly kind: 'calls'; readonly server: number; readonly calls: readonly Numbered<unknown>[] }
