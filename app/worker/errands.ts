import { checkChanges } from './check-changes.ts';
import { exportMask, findDamageMask, importMask } from './mask-errands.ts';
import { mixVersions } from './mix-versions.ts';
import { saveCopy } from './save-copy.ts';
import { setStrength } from './set-strength.ts';
import { testDevices } from './test-devices.ts';

/** Work on whole photos that is no job: seconds at most, in a process of its own, because it must hold up neither window nor job. */
export const errands = { checkChanges, exportMask, findDamageMask, importMask, mixVersions, saveCopy, setStrength, testDevices } as const;

type Errands = typeof errands;
export type ErrandName = keyof Errands;
export type ErrandInput<Name extends ErrandName> = Parameters<Errands[Name]>[0];
export type ErrandResult<Name extends ErrandName> = Awaited<ReturnType<Errands[Name]>>;
