export { DEFAULT_ENTRA_SWITCHES, type EntraSwitches, InvalidEntraSwitch, parseEntraSwitch } from './entra-switches.ts'
