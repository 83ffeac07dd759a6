import type { JsonObject, JsonValue } from '../../../protocol/index.ts'
import { type PageOptions, pageOf } from '../odata/page.ts'
import type { ODataQuery } from '../odata/query.ts'
import type { GraphAnswer, GraphCall } from './route.ts'

/** Returns the response with one object; `context` is the part after `$metadata#`. */
export function item(call: GraphCall, context: string, object: JsonObject, status = 200): GraphAnswer {
  return {
    status,
    json: { '@odata.context': contextOf(call, context), ...selected(object, call.query) },
  }
}

/** A response without a body. */
export const NO_CONTENT: GraphAnswer = { status: 204 }

/** Returns the page of a collection that the options request. Throws GraphError. */
export function collection(
  call: GraphCall,
  context: string,
  all: Iterable<JsonObject>,
  shape: (object: JsonObject) => JsonObject = (object) => object,
): GraphAnswer {
  const { query, properties } = call
  const page = pageOf(all, { query, properties } satisfies PageOptions)
  return {
    status: 200,
    json: {
      '@odata.context': contextOf(call, context),
      ...(query.count === true ? { '@odata.count': page.total } : {}),
      ...(page.next === undefined ? {} : { '@odata.nextLink': linkWith(call, { $skiptoken: page.next }) }),
      value: page.items.map((object) => selected(shape(object), query)),
    },
  }
}

/** Returns the number of objects, as the response to `…/$count`. */
export function count(call: GraphCall, all: Iterable<JsonObject>): GraphAnswer {
  const { query, properties } = call
  return { status: 200, text: String(pageOf(all, { query: { ...query, top: 1 }, properties }).total) }
}

export const contextOf = ({ base }: GraphCall, context: string): string => `${base}/$metadata#${context}`

/** Returns the requested URL with changed options. */
export function linkWith({ base, path }: GraphCall, options: Readonly<Record<string, string>>): string {
  const [pathname = '', search = ''] = path.split('?', 2)
  const parameters = new URLSearchParams(search)
  for (const name of ['$skiptoken', '$deltatoken', ...Object.keys(options)])
    for (const key of [...parameters.keys()]) if (key.toLowerCase() === name) parameters.delete(key)
  for (const [name, value] of Object.entries(options)) parameters.set(name, value)
  // Graph does not encode the dollar sign.
  return `${base}${pathname}?${parameters.toString().replaceAll('%24', '$')}`
}

/** Returns the selected and expanded properties and the annotations; everything if nothing is selected. */
function selected(object: JsonObject, { select, expand = [] }: ODataQuery): JsonObject {
  if (select === undefined || select.includes('*')) return object
  const names = new Set([...select, ...expand].map((name) => name.toLowerCase().replace(/[/(].*$/, '')))
  return Object.fromEntries(
    Object.entries(object).filter(([name]): boolean => names.has(name.toLowerCase()) || name.startsWith('@')),
  ) as Record<string, JsonValue>
}
