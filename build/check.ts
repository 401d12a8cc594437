import { checkAll } from './check-all.ts';

/** `npm run check`: everything that can be known without running the program. */
process.exitCode = (await checkAll()) ? 0 : 1;
