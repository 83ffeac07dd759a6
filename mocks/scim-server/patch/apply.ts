import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/index.ts'
import type { Attribute } from '../schema/resource-type.ts'
import { change } from './change.ts'
import { asList } from './elements.ts'
import type { Operation } from './operations.ts'
import type { PatchContext } from './patch-context.ts'
import { type Step, stepsOf } from './steps.ts'
import { resolveTarget, type TargetRules } from './target.ts'
import { assertUnchanged, assertWritable, isReadOnly } from './writable.ts'

/**
 * Applies operations in order and returns the changed attributes; if one is rejected, nothing is changed (RFC 7644
 * §3.5.2). Throws a ScimError 400.
 *
 * Each operation passes through the same stages: it is expanded into steps of one attribute each (steps.ts), the target of
 * a step is found in the value of that attribute (target.ts), the new value is computed (change.ts) and compared with the
 * old one by the mutability of the attribute (writable.ts), and then it is set here. No stage modifies a value; only the
 * draft changes.
 */
export function applyOperations(
  attributes: JsonObject,
  operations: readonly Operation[],
  context: PatchContext,
): JsonObject {
  const draft = { ...attributes }
  const created = new WeakSet<object>()
  for (const operation of operations) {
    for (const step of stepsOf(operation, draft, context)) applyStep(draft, step, context, created)
  }
  for (const { urn } of context.type.extensions.values()) {
    const extension = draft[urn]
    if (isJsonObject(extension) && Object.keys(extension).length === 0) delete draft[urn]
  }
  return draft
}

/** Applies a step to the draft; `created` collects the elements that value paths create. */
function applyStep(draft: JsonObject, step: Step, context: PatchContext, created: WeakSet<object>): void {
  const { path, op } = step
  const { attribute } = path
  if (isReadOnly(path)) {
    assertUnchanged(attributeValue(context.current, attribute), path, step)
    return
  }
  const stored = attributeValue(draft, attribute)
  const { target, before } = resolveTarget(stored, step, targetRules(context, created))
  const after = change(before, target, step, context.leniency)
  assertWritable(target, { op, stored, before, after })
  setValue(draft, attribute, after)
  const newest = target.isCreated ? asList(after).at(-1) : undefined
  if (isJsonObject(newest)) created.add(newest)
}

function targetRules({ leniency, rules }: PatchContext, created: WeakSet<object>): TargetRules {
  return {
    leniency,
    comparison: rules,
    isReachable: (element) => leniency.filteredAddsShare || !isJsonObject(element) || !created.has(element),
  }
}

/** Returns the value of an attribute in a resource; an attribute of an extension is in the object of that extension. */
function attributeValue(resource: JsonObject, { extension, name }: Attribute): JsonValue | undefined {
  if (extension === undefined) return resource[name]
  const holder = resource[extension]
  return isJsonObject(holder) ? holder[name] : undefined
}

/** Sets an attribute of the draft, or deletes it if it has no value. An extension is created if it is missing (RFC 7644 §3.5.2). */
function setValue(draft: JsonObject, { extension, name }: Attribute, value: JsonValue | undefined): void {
  if (extension === undefined) {
    setOrDelete(draft, name, value)
    return
  }
  const before = draft[extension]
  const holder = isJsonObject(before) ? { ...before } : {}
  setOrDelete(holder, name, value)
  draft[extension] = holder
}

function setOrDelete(object: JsonObject, name: string, value: JsonValue | undefined): void {
  if (value === undefined) delete object[name]
  else object[name] = value
}
