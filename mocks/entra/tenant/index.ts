export { type AwkwardPerson, awkwardPeople } from './awkward-people.ts'
export type { Person } from './person.ts'
export { type SyntheticPeopleOptions, syntheticPeople } from './synthetic-people.ts'
