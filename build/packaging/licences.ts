import fs from 'node:fs';
import path from 'node:path';
import { root } from '../world.ts';
import { packageFolder } from './package-folder.ts';

/** One part of the packed program: what it is, and the terms it comes under. */
export interface Licence {
  readonly name: string;
  readonly version: string;
  /** As SPDX writes it. */
  readonly licence: string;
  readonly text: string;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly author?: string | { readonly name: string };
}

const ownTexts = path.join(root, 'build/packaging/licences');

/**
 * The licences of everything that is shipped, Heirloom first.
 * @param names of packages @throws Error if one comes without the text of its licence
 */
export async function licenceList(names: readonly string[]): Promise<readonly Licence[]> {
  const { version } = readManifest(root);
  const electron = readManifest(path.join(root, 'node_modules/electron'));
  const own: readonly Licence[] = [
    { name: 'Heirloom', version, licence: 'MIT', text: read(path.join(root, 'LICENSE')) },
    { name: "Heirloom's models", version, licence: 'see the text', text: read(path.join(root, 'models/weights/LICENSE')) },
    {
      name: 'Electron', version: electron.version, licence: 'MIT',
      text: `${read(path.join(root, 'node_modules/electron/LICENSE'))}\nChromium and what it is made of: LICENSES.chromium.html, beside the installed program.`,
    },
  ];
  return [...own, ...(await Promise.all(names.map(async (name) => licenceOf(await packageFolder(name)))))];
}

function licenceOf(folder: string): Licence {
  const { name, version, license = '', author = `the authors of ${name}` } = readManifest(folder);
  const files = fs.readdirSync(folder).filter((file) => /^(?:licen[cs]e|notice|third.*party)/i.test(file)).sort();
  const texts = files.map((file) => read(path.join(folder, file)));
  // ONNX Runtime's packages come without the text; libvips' name theirs in a table.
  if (name.startsWith('onnxruntime-')) texts.push(read(path.join(ownTexts, 'onnxruntime.txt')));
  if (license.includes('LGPL-3.0')) {
    texts.push(read(path.join(folder, 'README.md')), read(path.join(ownTexts, 'LGPL-3.0.txt')), read(path.join(ownTexts, 'GPL-3.0.txt')));
  }
  // Some name the licence and their author, and leave the text out.
  if (texts.length === 0 && license === 'MIT') texts.push(mitOf(author));
  if (license === '' || texts.length === 0) throw new Error(`${name} comes without its licence: put the text into build/packaging/licences and name it in licences.ts.`);
  return { name, version, licence: license, text: texts.join('\n\n') };
}

function mitOf(author: string | { readonly name: string }): string {
  const [text = ''] = read(path.join(ownTexts, 'onnxruntime.txt')).split('\nThe libraries that');
  return text.replace('Microsoft Corporation', typeof author === 'string' ? author : author.name);
}

export function readManifest(folder: string): Manifest {
  return JSON.parse(read(path.join(folder, 'package.json'))) as Manifest;
}

function read(file: string): string {
  return fs.readFileSync(file, 'utf8');
}
