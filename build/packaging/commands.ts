import path from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../world.ts';
import { describeUpdate } from './describe-update.ts';
import { dryRun } from './dry-run.ts';
import { makeInstallers, pack } from './pack.ts';
import { ownManifest } from './stage.ts';
import { writeStandInRuntime } from './stand-in-runtime.ts';
import { nameOf, type Target, targetNamed, targets, thisSystem } from './targets.ts';

const usage = `Usage: npm run package|make -- [${targets.map(nameOf).join('|')}|all] [--out folder] [--stand-in] [--dry] [--json]`;

/** @param words what was typed @returns the exit code */
export async function packageCommand(words: readonly string[]): Promise<number> {
  return tell(words, async (target, out) => console.log(await pack(target, out)));
}

/** @param words what was typed @returns the exit code */
export async function makeCommand(words: readonly string[]): Promise<number> {
  const { values } = parse(words);
  if (values.dry !== true) {
    return tell(words, async (target, out) => {
      for (const file of await makeInstallers(target, out)) console.log(file);
    });
  }
  return tell(words, async (target) => dryRun(target, { json: values.json === true }));
}

/** `npm run describe-update -- linux-x64 --file out/make/x.AppImage [--percent 10]`; HEIRLOOM_UPDATE_KEY holds the private key. */
export async function describeCommand(words: readonly string[]): Promise<number> {
  return tell(words, async (target) => {
    const { values } = parse(words);
    const { file, version = ownManifest().version, percent = '100' } = values;
    const { HEIRLOOM_UPDATE_KEY: privateKey } = process.env;
    if (file === undefined || privateKey === undefined) throw new RangeError('Name the installer with --file, and put the private key (PEM) into HEIRLOOM_UPDATE_KEY.');
    console.log(describeUpdate({ target, version, file, percent: Number(percent), privateKey, issued: new Date() }));
    return Promise.resolve();
  });
}

async function tell(words: readonly string[], each: (target: Target, out: string) => Promise<void>): Promise<number> {
  try {
    const { values, positionals } = parse(words);
    const wanted = positionals.includes('all') ? targets : (positionals.length > 0 ? positionals : [thisSystem()]).map(targetNamed);
    if (values['stand-in'] === true) await useStandIns(wanted);
    for (const target of wanted) await each(target, path.resolve(values.out ?? path.join(root, 'out')));
    return 0;
  } catch (error) {
    console.error(error instanceof RangeError || error instanceof TypeError ? `${error.message}\n${usage}` : error);
    return 1;
  }
}

/** Without Electron: what comes of it starts nothing, but everything else of it is what it would be. */
async function useStandIns(wanted: readonly Target[]): Promise<void> {
  const folder = path.join(root, '.cache/stand-in-runtime');
  for (const target of wanted) await writeStandInRuntime(folder, target);
  process.env['HEIRLOOM_RUNTIME'] = folder;
}

function parse(words: readonly string[]): { readonly values: Options; readonly positionals: readonly string[] } {
  const flag = { type: 'boolean' } as const;
  const text = { type: 'string' } as const;
  const options = { 'dry': flag, 'json': flag, 'stand-in': flag, 'out': text, 'file': text, 'percent': text, 'version': text } as const;
  return parseArgs({ args: [...words], allowPositionals: true, options });
}

interface Options {
  readonly 'dry'?: boolean;
  readonly 'json'?: boolean;
  readonly 'stand-in'?: boolean;
  readonly 'out'?: string;
  readonly 'file'?: string;
  readonly 'percent'?: string;
  readonly 'version'?: string;
}
