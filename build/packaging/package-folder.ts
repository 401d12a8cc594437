import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import tar from 'tar-stream';
import { npm } from '../run/install.mjs';
import { root } from '../world.ts';

interface Locked {
  readonly version: string;
  readonly integrity?: string;
}

/** What package-lock.json says of a package of the program. @throws Error if it is not in it */
export function locked(name: string): Locked {
  const lock = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as { readonly packages: Readonly<Record<string, Locked>> };
  const found = lock.packages[`node_modules/${name}`];
  if (found === undefined) throw new Error(`package-lock.json does not name ${name}: run npm install once.`);
  return found;
}

/**
 * The folder of a package of the program, in the version of package-lock.json: where npm put it, or, for one that npm left out because
 * it is for another system, where it was fetched to.
 * @throws Error with a sentence if it cannot be fetched, or if what came is not what the lock file says
 */
export async function packageFolder(name: string): Promise<string> {
  const installed = path.join(root, 'node_modules', name);
  if (fs.existsSync(installed)) return installed;
  const { version, integrity } = locked(name);
  const folder = path.join(root, '.cache/packages', `${name.replace('/', '+')}-${version}`);
  if (!fs.existsSync(folder)) await fetchPackage(`${name}@${version}`, integrity, folder);
  return folder;
}

async function fetchPackage(spec: string, integrity: string | undefined, folder: string): Promise<void> {
  const unfinished = `${folder}-${process.pid}`;
  fs.mkdirSync(unfinished, { recursive: true });
  try {
    const { file, args, shell } = npm();
    const child = spawn(file, [...args, 'pack', spec, '--pack-destination', unfinished, '--loglevel=error'], { shell, stdio: ['ignore', 'ignore', 'pipe'] });
    const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'close') as Promise<[number | null]>]);
    const archive = fs.readdirSync(unfinished).find((entry) => entry.endsWith('.tgz'));
    if (code !== 0 || archive === undefined) throw new Error(`npm could not fetch ${spec} (${said.trim().split('\n')[0] ?? ''}): check the network and run the command again.`);
    const bytes = fs.readFileSync(path.join(unfinished, archive));
    const hash = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
    if (hash !== integrity) throw new Error(`${spec} is not what package-lock.json says it is (${hash}): do not use it, and ask who changed it.`);
    fs.rmSync(path.join(unfinished, archive));
    await unpack(bytes, unfinished);
    if (!fs.existsSync(folder)) fs.renameSync(unfinished, folder);
  } finally {
    fs.rmSync(unfinished, { recursive: true, force: true });
  }
}

/** npm's archives hold everything in one folder, mostly called package. */
async function unpack(archive: Buffer, folder: string): Promise<void> {
  const entries = tar.extract();
  const stream = createGunzip();
  stream.pipe(entries);
  stream.end(archive);
  for await (const entry of entries) {
    const place = path.resolve(folder, entry.header.name.split('/').slice(1).join('/'));
    if (entry.header.type === 'file' && place.startsWith(folder + path.sep)) {
      fs.mkdirSync(path.dirname(place), { recursive: true });
      const pieces: Buffer[] = [];
      for await (const piece of entry as AsyncIterable<Buffer>) pieces.push(piece);
      fs.writeFileSync(place, Buffer.concat(pieces));
    }
    entry.resume();
  }
}
