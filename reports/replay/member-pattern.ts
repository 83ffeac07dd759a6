/** The place of a member: its names from the outside in, and the condition on the elements of a list. */
export interface MemberPattern {
  readonly names: readonly string[]
  /** Only elements whose sub-attribute has this value count; `after` is the position in `names` of the list. */
  readonly filter?: { readonly after: number; readonly name: string; readonly value: string }
}

const PATH = /^(?:(urn:[^[\]]*):)?([$\w-]+)(?:\[([\w$]+) eq (.+)\])?(?:\.([$\w-]+))?$/i

/** Reads a path as a PATCH has it; undefined if it has another form. */
export function memberPattern(path: string): MemberPattern | undefined {
  const [, urn, attribute, name, quoted, sub] = PATH.exec(path) ?? []
  if (attribute === undefined) return undefined
  const container = urn === undefined || /:core:2\.0:\w+$/i.test(urn) ? [] : [urn]
  const names = [...container, attribute, ...(sub === undefined ? [] : [sub])]
  if (name === undefined || quoted === undefined) return { names }
  return { names, filter: { after: container.length, name, value: quoted.replace(/^"(.*)"$/, '$1') } }
}
