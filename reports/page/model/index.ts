/**
 * The functions with which pages format and compare values. They are pure, so that tests load them without a browser.
 */
export { count, duration, instant } from './format.ts'
export { readableUrl } from './readable-url.ts'
export { scimErrorOf } from './scim-error.ts'
export { statusTone } from './status-tone.ts'
export { differenceOf, indentJson, type Stretch, shortenCommon } from './text-difference.ts'
export { visiblePieces } from './visible-text.ts'
