import { createHash, createPrivateKey, sign } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Target } from './targets.ts';

interface UpdateOptions {
  readonly target: Target;
  readonly version: string;
  /** What electron-updater fetches on that system: the NSIS installer, the zip of a Mac, the AppImage. */
  readonly file: string;
  /** Of those who ask, how many get it, 0 .. 100. */
  readonly percent: number;
  /** Ed25519, PEM. */
  readonly privateKey: string;
  readonly issued: Date;
}

/**
 * Writes latest*.yml and its signature beside an installer: what a packed program asks its host for. To widen a release sign it again
 * with more per cent; to take it back, sign the older version's file.
 * @returns the description's path
 */
export function describeUpdate({ target, version, file, percent, privateKey, issued }: UpdateOptions): string {
  const bytes = fs.readFileSync(file);
  const files = [{ url: path.basename(file), sha512: createHash('sha512').update(bytes).digest('base64'), size: bytes.length }];
  const time = issued.toISOString();
  const text = JSON.stringify({ version, files, releaseDate: time, issued: time, stagingPercentage: percent });
  const suffix = { win32: '', darwin: '-mac', linux: target.arch === 'x64' ? '-linux' : `-linux-${target.arch}` }[target.platform];
  const description = path.join(path.dirname(file), `latest${suffix}.yml`);
  fs.writeFileSync(description, text);
  fs.writeFileSync(`${description}.sig`, sign(null, Buffer.from(text), createPrivateKey(privateKey)).toString('base64'));
  return description;
}
