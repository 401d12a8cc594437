import type { EventName, Payload } from '../contract.ts';

/** Tells every window. */
export type Emit = <Name extends EventName>(name: Name, payload: Payload<Name>) => void;
