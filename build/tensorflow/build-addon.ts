import fs from 'node:fs';
import path from 'node:path';
import { npmFile } from './npm-files.ts';
import { run } from './run.ts';

/** tfjs-node looks for its addon in the folder of the newest interface that both it and Node know. */
const NAPI_VERSION = 8;

/** Compiles tfjs-node's addon against what lies in deps/, with the node-gyp that npm brings. @throws Error */
export async function buildAddon(addon: string, folder: string): Promise<void> {
  console.log('Building the addon (a minute) ...');
  const log = path.join(folder, 'setup.log');
  const gyp = npmFile('node_modules', 'node-gyp', 'bin', 'node-gyp.js');
  const defines = ['-Dmodule_name=tfjs_binding', `-Dmodule_path=${path.join(addon, 'lib', `napi-v${NAPI_VERSION}`)}`, `-Dnapi_build_version=${NAPI_VERSION}`];
  const done = await run(process.execPath, [gyp, 'rebuild', ...nodeHeaders(), '--', ...defines], { cwd: addon, log });
  if (!done) throw new Error(`The addon could not be built: a C++ compiler, make and python3 are needed; ${log} has the details.`);
}

/** Node's headers where they came with it; otherwise node-gyp fetches them. */
function nodeHeaders(): readonly string[] {
  const prefix = path.dirname(path.dirname(process.execPath));
  return fs.existsSync(path.join(prefix, 'include', 'node', 'node_api.h')) ? [`--nodedir=${prefix}`] : [];
}
