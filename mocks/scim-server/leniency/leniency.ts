/**
 * Tolerances for input that clients send and the RFCs do not allow; each is on by default and off under `strict`.
 * Sources are in docs/fidelity.md.
 */
export interface Leniency {
  /** Accepts `op` in any letter case: Entra sends `Add`, `Replace`, `Remove`. */
  readonly anyCaseOps: boolean
  /** Accepts `"True"` and `"False"` for a boolean, in bodies, PATCH values and filters: Entra's legacy dialect. */
  readonly stringBooleans: boolean
  /** Creates an element from the equalities of the filter if a value path matches no element. */
  readonly valuePathCreates: boolean
  /** Applies later operations of a request to the element that an earlier value path created. */
  readonly filteredAddsShare: boolean
  /** Accepts `"name.givenName"` as a key of an operation without a path: Entra's flagged dialect. */
  readonly dottedKeys: boolean
  /** Accepts `"urn:…:User:department"` as a key of an operation without a path: Entra's flagged dialect. */
  readonly urnKeys: boolean
  /**
   * Accepts a complex attribute with a `value` as a bare string or as a list of one: `manager`; an empty string clears
   * it.
   */
  readonly bareComplexValue: boolean
  /** Accepts `remove` with a list of values, and removes only those: Entra's legacy form for `members`. */
  readonly removeByValue: boolean
  /** Accepts a filter on a singular complex attribute: `manager[value eq "…"]`. */
  readonly filterOnSingular: boolean
  /** Accepts an attribute of an extension without its URN: `manager`. */
  readonly bareExtensionNames: boolean
  /** Accepts an unquoted comparison value: `id eq 2819c223-…`. */
  readonly unquotedFilterValues: boolean
  /** Accepts a comparison after a value path: `emails[type eq "work"].value eq "…"`, Entra's matching query. */
  readonly comparedValuePaths: boolean
  /**
   * Accepts any string for countries, locales and time zones, where RFC 7643 requires ISO 3166-1 codes, language tags
   * and Olson names.
   */
  readonly freeFormats: boolean
}

/** All tolerances on. */
export const LENIENT: Leniency = {
  anyCaseOps: true,
  stringBooleans: true,
  valuePathCreates: true,
  filteredAddsShare: true,
  dottedKeys: true,
  urnKeys: true,
  bareComplexValue: true,
  removeByValue: true,
  filterOnSingular: true,
  bareExtensionNames: true,
  unquotedFilterValues: true,
  comparedValuePaths: true,
  freeFormats: true,
}

/** Every tolerance off: the RFCs and nothing else. */
export const STRICT: Leniency = {
  anyCaseOps: false,
  stringBooleans: false,
  valuePathCreates: false,
  filteredAddsShare: false,
  dottedKeys: false,
  urnKeys: false,
  bareComplexValue: false,
  removeByValue: false,
  filterOnSingular: false,
  bareExtensionNames: false,
  unquotedFilterValues: false,
  comparedValuePaths: false,
  freeFormats: false,
}
