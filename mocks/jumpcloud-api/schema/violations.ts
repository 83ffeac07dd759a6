import type { ErrorObject } from 'ajv/dist/2020.js'
import type { Violation } from '../wire/api-error.ts'
import { KEYWORDS } from './keywords.ts'

/** A rule in the `allOf` of a schema. */
export interface CarriedRule {
  readonly id: string
  readonly says: string
}

/** Returns the violations of a body; `carried` returns the rules of a field's schema, in order. */
export function violationsOf(
  errors: readonly ErrorObject[],
  carried: (field: string) => readonly CarriedRule[],
): Violation[] {
  return errors.map((error) => {
    const { keyword, params, instancePath, schemaPath, schema } = error
    const named = keyword === 'required' ? params['missingProperty'] : params['additionalProperty']
    const path = instancePath.split('/').slice(1).map(unescaped)
    if (named !== undefined) path.push(String(named))
    const field = path.join('.')
    if (field === '') return { rule: 'body', field: '', message: 'the body must be a JSON object' }
    const [, name = '', index = ''] = /\/properties\/(\w+)\/allOf\/(\d+)/.exec(schemaPath) ?? []
    const rule = carried(name)[Number(index === '' ? -1 : index)]
    if (rule !== undefined) return { rule: rule.id, field, message: rule.says }
    const known = KEYWORDS[keyword]
    const id = `${(path.find((part) => !/^\d+$/.test(part)) ?? '').toLowerCase()}-${known?.id ?? keyword}`
    return { rule: id, field, message: known?.says(field, schema) ?? `${field} ${error.message ?? 'is not valid'}` }
  })
}

const unescaped = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~')
