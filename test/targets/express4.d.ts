/** Express 4 under its alias; the paging of scimmy-routers works only with Express 4. */
declare module 'express4' {
  export { default } from 'express'
}
