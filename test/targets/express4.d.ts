/** Express 4 under its alias; scimmy-routers pages right there alone. */
declare module 'express4' {
  export { default } from 'express'
}
