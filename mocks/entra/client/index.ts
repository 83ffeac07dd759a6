export {
  createEntraClient,
  type Endpoint,
  type EntraClient,
  type EntraClientOptions,
  type EntraResponse,
  resourcesOf,
} from './entra-client.ts'
export { filterQuery } from './filter-query.ts'
