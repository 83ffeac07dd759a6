/** A row of the table that JumpCloud's article recommends. */
export interface ArticleRow {
  readonly target: string
  readonly attribute?: string
  readonly expression?: string
  readonly matchingPriority?: number
}

/** The table of JumpCloud's article on provisioning from Entra. */
export const ARTICLE_TABLE: readonly ArticleRow[] = [
  { target: 'userName', attribute: 'mailNickname', matchingPriority: 1 },
  { target: 'name.givenName', attribute: 'givenName' },
  { target: 'name.familyName', attribute: 'surname' },
  { target: 'emails[type eq "work"].value', attribute: 'userPrincipalName' },
  { target: 'displayName', attribute: 'displayName' },
  { target: 'active', expression: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")' },
  { target: 'title', attribute: 'jobTitle' },
  { target: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department', attribute: 'department' },
  { target: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber', attribute: 'employeeId' },
]

/** Converts a row of the article to Graph's format. */
export function graphRow({ target, attribute, expression = '', matchingPriority = 0 }: ArticleRow): object {
  return {
    targetAttributeName: target,
    source:
      attribute === undefined
        ? { expression, name: 'Switch', type: 'Function', parameters: [] }
        : { expression: `[${attribute}]`, name: attribute, type: 'Attribute', parameters: [] },
    defaultValue: null,
    exportMissingReferences: false,
    flowBehavior: 'FlowWhenChanged',
    flowType: 'Always',
    matchingPriority,
  }
}

/** Returns the source of a row of the article, as an expression. */
export const sourceOf = ({ attribute, expression = '' }: ArticleRow): string =>
  attribute === undefined ? expression : `[${attribute}]`

/** A row that an administrator mapped differently from the article. */
interface Departure {
  readonly target: string
  readonly recommended: string
  /** The present source; absent if there is no such row. */
  readonly present?: string
}

/**
 * Returns the rows of the article that a mapping has differently, or not at all. Expressions are compared without
 * blanks.
 */
export function departuresOf(
  rows: readonly {
    readonly targetAttributeName: string
    readonly source: { readonly expression: string } | null
  }[],
): Departure[] {
  const plain = (text: string): string => text.replaceAll(/\s+/g, '').toLowerCase()
  return ARTICLE_TABLE.flatMap((wanted) => {
    const row = rows.find(({ targetAttributeName }) => plain(targetAttributeName) === plain(wanted.target))
    const recommended = sourceOf(wanted)
    const present = row?.source?.expression
    if (present !== undefined && plain(present) === plain(recommended)) return []
    return [{ target: wanted.target, recommended, ...(present === undefined ? {} : { present }) }]
  })
}
