/**
 * Strings from outside: how reports and pages shorten and escape them, and how they read JSON. Without dependencies.
 */
export { clip, oneLine, wholeCommand } from './plain-text.ts'
export { readJson } from './read-json.ts'
