/** The part of csv-parse that readers of tables need. */
export { parse } from 'csv-parse/sync'
