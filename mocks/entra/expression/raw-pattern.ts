/** A part of the searched string. */
export interface Span {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** A match of an engine: the spans of all groups by the engine's number, 0 for the whole match. */
export interface RawPattern {
  readonly groupCount: number
  /** The numbers of the named groups. */
  readonly names: Readonly<Record<string, number>>
  find(input: string): readonly (readonly (Span | undefined)[])[]
}
