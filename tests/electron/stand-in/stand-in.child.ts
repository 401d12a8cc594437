import { register } from 'node:module';
import { pathToFileURL } from 'node:url';

/**
 * Starts the built electron/main.ts with electron.ts of this folder in place of Electron's module: Electron's binary does not come
 * with npm, and most machines that run the tests have none. Words: the built main.js, then what a person would have typed.
 */
const [, , main = ''] = process.argv;
const replacement = new URL('./electron.ts', import.meta.url).href;
// On to tsx's own hook, which knows TypeScript.
const hook = `export const resolve = (name, context, next) => next(name === 'electron' ? ${JSON.stringify(replacement)} : name, context);`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
// As Electron's: the program, main.js, what was typed.
process.argv.splice(1, 1);
await import(pathToFileURL(main).href);
