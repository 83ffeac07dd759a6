/**
 * Differential diagnosis: a request that a target rejected, ignored or did not answer is sent again in variants that
 * differ in one point each, until one works. `diagnose` needs three functions of the run: `send`, `get` and `unique`.
 * It sends at most a dozen variants; for a PATCH or PUT each is followed by a GET of the resource. Resources that a
 * variant of a POST creates belong to the cause under which `send` records.
 */
export type { DiagnosisParts, FailedRequest } from './contract.ts'
export { diagnose } from './diagnose.ts'
export { type Effect, effectsOfBody, effectsOfPatch } from './effect.ts'
export { missingEffects } from './judge-effect.ts'
