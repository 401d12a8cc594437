import { buildRenderer } from './renderer.ts';

/** Prints the folder of the built window, which it builds only if its files have changed. cli/ starts it as a process. */
console.log(await buildRenderer());
