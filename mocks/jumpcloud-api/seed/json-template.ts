import type { JsonObject, JsonValue } from '../wire/json.ts'

/**
 * Returns a function that writes an object as JSON with other values in place of its placeholders. A placeholder is a whole
 * string value.
 */
export function jsonTemplate(
  object: JsonObject,
  placeholder: (name: string) => string,
): (values: Readonly<Record<string, JsonValue>>) => string {
  const mark = JSON.stringify(placeholder('NAME')).split('NAME')
  const [before = '', after = ''] = mark
  // Every second part is the name of a placeholder.
  const parts = JSON.stringify(object)
    .split(before)
    .flatMap((part, index) => (index === 0 ? [part] : splitAt(part, after)))
  return (values) => {
    let text = parts[0] ?? ''
    for (let index = 1; index < parts.length; index += 2)
      text += JSON.stringify(values[parts[index] ?? '']) + (parts[index + 1] ?? '')
    return text
  }
}

function splitAt(text: string, mark: string): [string, string] {
  const place = text.indexOf(mark)
  return [text.slice(0, place), text.slice(place + mark.length)]
}
