import type { CallName, Checked, Output } from './contract.ts';

/** What answers the calls, one function for each; inputs are checked already. */
export type Handlers = { readonly [Name in CallName]: (input: Checked<Name>) => Promise<Output<Name>> };
