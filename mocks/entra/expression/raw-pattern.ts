/** A part of a searched text. */
export interface Span {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** What an engine finds: the spans of all groups by the engine's number, 0 being the whole. */
export interface RawPattern {
  readonly groupCount: number
  /** Numbers of the named groups. */
  readonly names: Readonly<Record<string, number>>
  find(input: string): readonly (readonly (Span | undefined)[])[]
}
