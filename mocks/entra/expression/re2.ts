/** The part of RE2JS that expressions need: an engine for regular expressions with linear time. */
export { RE2JS } from 're2js'
