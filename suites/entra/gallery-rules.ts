/** What Microsoft's validation for the gallery demands in one version of its template. */
export interface GalleryRules {
  readonly version: string
  /** Whether the tests of groups fail for a server without them, or are skipped. */
  readonly groups: 'mandatory' | 'optional'
}

/**
 * The versions by the day from which they count, the newest last. 11.0 came in September 2026 (AzureAD/SCIMReferenceCode pull request 161,
 * "Support user-only SCIM endpoints and report optional test failures as warnings"); its day is not known.
 */
const VERSIONS: readonly (GalleryRules & { readonly from: string })[] = [
  { from: '0000-00-00', version: '3.0', groups: 'mandatory' },
  { from: '2026-09-01', version: '11.0', groups: 'optional' },
]

/** The rules of a day written as `2026-07-01`; the newest ones where none is given. */
export function galleryRules(asOf: string | undefined): GalleryRules {
  const known = VERSIONS.filter(({ from }) => asOf === undefined || from <= asOf)
  return known.at(-1) ?? { version: '3.0', groups: 'mandatory' }
}
