import fs from 'node:fs';
import path from 'node:path';

/** A file of the npm that started this, or of the one beside this Node. @throws Error with what to do */
export function npmFile(...parts: readonly string[]): string {
  const beside = process.platform === 'win32' ? 'node_modules/npm' : '../lib/node_modules/npm';
  const { npm_execpath: startedBy = '' } = process.env;
  const roots = [path.dirname(path.dirname(startedBy)), path.join(path.dirname(process.execPath), beside)];
  const found = roots.map((npm) => path.join(npm, ...parts)).find((file) => fs.existsSync(file));
  if (found === undefined) throw new Error('npm is not where it is looked for: start this as "npm run setup:tensorflow".');
  return found;
}
