/** The result model and its renderers. */
export { renderHtml } from './html/render-html.ts'
export { renderJunit } from './junit/junit-reporter.ts'
export { renderMarkdown } from './markdown/markdown-reporter.ts'
export * from './model/index.ts'
export * from './multiplex.ts'
export { reporters } from './reporters.ts'
export { renderSarif } from './sarif/sarif-reporter.ts'
