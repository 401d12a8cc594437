import { register } from 'tsx/esm/api';

/** What own-file.ts starts where code is not built: Node 20 opens a thread's file before it runs --import, so tsx is called here. */
register();
await import(process.argv[2]);
