/** Explains provisioning logs: groups failures by cause, describes them, and names the checks that reproduce each. */
export type { LogPage, Reproduction } from './cause-lines.ts'
export { type ExplainedLog, explainLog } from './explain-log.ts'
export { renderExplainedHtml } from './render-html.ts'
export { renderExplainedMarkdown } from './render-markdown.ts'
export { renderText } from './render-text.ts'
