/** Text of others: what reports and pages show of it, and how they read JSON. Without dependencies. */
export { clip, oneLine, wholeCommand } from './plain-text.ts'
export { readJson } from './read-json.ts'
