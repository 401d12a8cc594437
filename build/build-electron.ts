import { buildElectron } from './electron.ts';

/** Prints the folder of Electron's part and the window, both built only if their files have changed. cli/ starts it as a process. */
console.log(await buildElectron());
