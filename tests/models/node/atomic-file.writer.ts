import { writeFileAtomically } from '../../../models/node/atomic-file.ts';

/** Writes one file again and again, each time all of one byte and of another length. For atomic-file.test.ts to kill. */
const [, , path] = process.argv as [string, string, string];
console.log('writing');
for (let i = 0; ; i++) await writeFileAtomically(path, new Uint8Array(2_000_000 + (i % 7) * 100_000).fill(i % 251));
