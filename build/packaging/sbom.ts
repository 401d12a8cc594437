import { Buffer } from 'node:buffer';
import path from 'node:path';
import { root } from '../world.ts';
import { readManifest } from './licences.ts';
import { locked, packageFolder } from './package-folder.ts';

/**
 * What the packed program is made of, as CycloneDX 1.6 (cyclonedx.org): exactly the packages that are in it, with the hashes that
 * package-lock.json has of them. Without a date or a serial number: the same commit gives the same file.
 */
export async function billOfMaterials(names: readonly string[]): Promise<object> {
  const { version } = readManifest(root);
  const components = await Promise.all([...names, 'electron'].sort().map(componentOf));
  const ref = `pkg:npm/heirloom@${version}`;
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', 'bom-ref': ref, name: 'heirloom', version, purl: ref, licenses: [{ license: { id: 'MIT' } }] } },
    components,
    dependencies: [{ ref, dependsOn: components.map(({ purl }) => purl) }],
  };
}

async function componentOf(name: string): Promise<Readonly<Record<string, unknown>> & { readonly purl: string }> {
  const { version, integrity = '' } = locked(name);
  const { license = '' } = readManifest(name === 'electron' ? path.join(root, 'node_modules/electron') : await packageFolder(name));
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  const [group, short] = name.startsWith('@') ? name.split('/') : [undefined, name];
  return {
    type: name === 'electron' ? 'framework' : 'library',
    'bom-ref': purl,
    ...(group === undefined ? {} : { group }),
    name: short,
    version,
    purl,
    licenses: [/ (?:AND|OR) /.test(license) ? { expression: license } : { license: { id: license } }],
    hashes: [{ alg: 'SHA-512', content: Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex') }],
  };
}
