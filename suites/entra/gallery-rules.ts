/** The requirements of one version of Microsoft's validation for the application gallery. */
export interface GalleryRules {
  readonly version: string
  /** `mandatory` if the group tests fail for a server without groups; `optional` if they are skipped. */
  readonly groups: 'mandatory' | 'optional'
}

/**
 * The versions by the day from which they apply, the newest last. 11.0 was published in September 2026
 * (AzureAD/SCIMReferenceCode pull request 161, "Support user-only SCIM endpoints and report optional test failures as
 * warnings"); the exact day is not known.
 */
const VERSIONS: readonly (GalleryRules & { readonly from: string })[] = [
  { from: '0000-00-00', version: '3.0', groups: 'mandatory' },
  { from: '2026-09-01', version: '11.0', groups: 'optional' },
]

/** Returns the rules of a day written as `2026-07-01`, or the newest ones if no day is given. */
export function galleryRules(asOf: string | undefined): GalleryRules {
  const known = VERSIONS.filter(({ from }) => asOf === undefined || from <= asOf)
  return known.at(-1) ?? { version: '3.0', groups: 'mandatory' }
}
