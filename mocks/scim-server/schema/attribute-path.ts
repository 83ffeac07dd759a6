import type { Attribute, Extension, ResourceType } from './resource-type.ts'

/** The target of an attribute name in a resource type: an attribute, a sub-attribute, or a whole extension. */
export type Target =
  | { readonly kind: 'attribute'; readonly attribute: Attribute; readonly sub?: Attribute }
  | { readonly kind: 'extension'; readonly extension: Extension }

/** Resolves `[urn ":"] name ["." sub]` (RFC 7644 §3.10), ignoring letter case; undefined if the name is unknown. */
export function resolveAttribute(
  path: string,
  type: ResourceType,
  options: { readonly bareExtensionNames: boolean },
): Target | undefined {
  const lower = path.toLowerCase()
  const whole = type.extensions.get(lower)
  if (whole !== undefined) return { kind: 'extension', extension: whole }
  for (const extension of type.extensions.values()) {
    const prefix = `${extension.urn.toLowerCase()}:`
    if (lower.startsWith(prefix)) return within(extension.attributes, lower.slice(prefix.length))
  }
  const base = `${type.schema.toLowerCase()}:`
  if (lower.startsWith(base)) return within(type.attributes, lower.slice(base.length))
  const target = within(type.attributes, lower)
  if (target !== undefined || !options.bareExtensionNames) return target
  for (const extension of type.extensions.values()) {
    const found = within(extension.attributes, lower)
    if (found !== undefined) return found
  }
  return undefined
}

function within(attributes: ReadonlyMap<string, Attribute>, name: string): Target | undefined {
  const dot = name.indexOf('.')
  const attribute = attributes.get(dot < 0 ? name : name.slice(0, dot))
  if (attribute === undefined) return undefined
  if (dot < 0) return { kind: 'attribute', attribute }
  const sub = attribute.subAttributes.get(name.slice(dot + 1))
  return sub === undefined ? undefined : { kind: 'attribute', attribute, sub }
}
