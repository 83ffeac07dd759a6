import type { Reporter } from '../../reports/index.ts'
import { processSecrets } from '../index.ts'

/** A reporter that sees no secret. Exchanges were masked when they were recorded. */
export function maskReporter(reporter: Reporter): Reporter {
  const { onBegin, onCheck, onEnd } = reporter
  const clean = <Value>(value: Value): Value => processSecrets.maskDeep(value)
  return {
    ...reporter,
    ...(onBegin === undefined ? {} : { onBegin: (plan) => onBegin.call(reporter, clean(plan)) }),
    ...(onCheck === undefined ? {} : { onCheck: (result) => onCheck.call(reporter, clean(result)) }),
    ...(onEnd === undefined ? {} : { onEnd: (result) => onEnd.call(reporter, clean(result)) }),
  }
}
