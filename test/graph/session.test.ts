import { Agent, setGlobalDispatcher } from 'undici'
