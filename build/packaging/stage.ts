import fs from 'node:fs';
import path from 'node:path';
import { bundledPackages } from '../names-of-packages.ts';
import { root } from '../world.ts';
import { bundle } from './bundle.ts';
import { filesOfPackages } from './files-of-packages.ts';
import { licenceList } from './licences.ts';
import { licencePage } from './licence-page.ts';
import { packageFolder } from './package-folder.ts';
import { billOfMaterials } from './sbom.ts';
import type { Target } from './targets.ts';

/** In the packed program, besides `name`, `version` and `main`. */
interface OwnManifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
}

/** What is packed for every system: code, the files of its packages, weights, licences. Nothing else of the checkout. */
export async function stageProgram(folder: string, target: Target): Promise<void> {
  const built = await bundle();
  fs.cpSync(built, folder, { recursive: true, filter: (file) => path.basename(file) !== '.packages.json' });
  writeJson(path.join(folder, 'package.json'), ownManifest());
  fs.cpSync(path.join(root, 'models/weights'), path.join(folder, 'models/weights'), { recursive: true });
  const packed = filesOfPackages(target);
  for (const [name, wanted] of Object.entries(packed)) await copyPackage(await packageFolder(name), path.join(folder, 'node_modules', name), wanted);
  const names = [...new Set([...Object.keys(packed), ...bundledPackages(built), ...bundledPackages(path.join(built, 'renderer'))])].sort();
  const licences = await licenceList(names);
  fs.writeFileSync(path.join(folder, 'renderer/licences.html'), licencePage(licences));
  writeJson(path.join(folder, 'bom.json'), await billOfMaterials(names));
}

export function ownManifest(): OwnManifest & { readonly main: string; readonly type: 'module' } {
  const { name, version, description, license } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as OwnManifest;
  return { name, productName: 'Heirloom', version, description, license, main: 'main.js', type: 'module' } as ReturnType<typeof ownManifest>;
}

async function copyPackage(from: string, to: string, wanted: readonly RegExp[]): Promise<void> {
  const files = fs
    .readdirSync(from, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(from, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((file) => !file.startsWith('node_modules/') && wanted.some((form) => form.test(file)));
  for (const file of files) {
    fs.mkdirSync(path.dirname(path.join(to, file)), { recursive: true });
    fs.copyFileSync(path.join(from, file), path.join(to, file));
  }
}

function writeJson(file: string, value: unknown): void {
  fs.writeFileSync(file, `${JSON.stringify(value, null, 1)}\n`);
}
