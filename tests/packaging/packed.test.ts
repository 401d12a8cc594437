import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { fuses } from '../../electron/fuses.ts';
import type * as Inspection from '../../build/packaging/inspect.ts';
import { packWithStandIn } from './packed.ts';
import { run, selfTest } from './run-packed.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 600_000 });

const root = resolve(import.meta.dirname, '../..');
const systems = ['linux-x64', 'win32-x64', 'darwin-arm64'] as const;
type System = (typeof systems)[number];
type Inspect = typeof Inspection;

let out: string;
let inspect: Inspect;
const resources = (system: System): string => inspect.resourcesOf(join(out, `Heirloom-${system}`));
const archive = (system: System): string => join(resources(system), 'app.asar');
const unpacked = (system: System): string => join(resources(system), 'app.asar.unpacked');

beforeAll(async () => {
  out = await packWithStandIn(systems);
  // Needs the tools that were installed just now.
  inspect = await import('../../build/packaging/inspect.ts');
});

afterAll(() => rmSync(out, { recursive: true, force: true }));

/** Everything that may be in a packed program: whatever is not written here does not belong there. */
const allowed = [
  /^(?:package|bom)\.json$/,
  /^(?:main|worker)\.js$/,
  /^preload\.cjs$/,
  /^shared\/[\w-]+\.js$/,
  /^app\/(?:self-test-process|worker\/entry)\.js$/,
  /^(?:app|models)\/(?:[a-z-]+\/)*[a-z-]+-(?:process|worker)\.js$/,
  /^renderer\/(?:index\.html|licences\.html|assets\/[\w.-]+\.(?:js|css|svg|webp))$/,
  /^models\/weights\/general\/(?:README\.md|(?:faces|scenes)\.webp)$/,
  /^models\/weights\/(?:LICENSE|[a-z-]+\/(?:model\.safetensors|manifest\.json|MODEL_CARD\.md))$/,
  /^node_modules\/(?:sharp|semver|detect-libc|@img\/colour|onnxruntime-common|onnxruntime-node)\/.+\.[cm]?js$/,
  /^node_modules\/onnxruntime-common\/dist\/cjs\/package\.json$/,
  /^node_modules\/@img\/sharp-[\w-]+\/(?:index\.cjs|lib\/index\.js|versions\.json|README\.md|lib\/[^/]+\.(?:node|dll|dylib|so[\d.]*))$/,
  /^node_modules\/onnxruntime-node\/bin\/napi-v\d\/[^/]+\/[^/]+\/[^/]+\.(?:node|dll|dylib|so[\d.]*)$/,
  /^node_modules\/@vladmandic\/human\/(?:dist\/human\.node\.js|models\/(?:blazeface|faceres)\.(?:json|bin))$/,
  /^node_modules\/libheif-js\/(?:wasm-bundle\.js|libheif-wasm\/(?:libheif-bundle\.js|LICENSE))$/,
  /^node_modules\/@stdlib\/datasets-img-[\w-]+\/(?:data\/image\.jpg|NOTICE)$/,
  /^node_modules\/(?:@[\w-]+\/)?[\w-]+\/(?:package\.json|licen[cs]e(?:\.md)?|notice)$/i,
];

describe.each(systems)('packed for %s', (system) => {
  test('holds what is on the list, and nothing else', () => {
    const files = inspect.filesOfProgram(archive(system));
    expect(files.filter(({ place }) => !allowed.some((form) => form.test(place))).map(({ place }) => place)).toEqual([]);
    expect(files.length).toBeGreaterThan(100);
    // Beside the archive lies what the archive says is there.
    const beside = files.filter(({ where }) => where === 'beside').map(({ place }) => place).sort();
    expect(filesIn(unpacked(system)).sort()).toEqual(beside);
  });

  test('weights and native files lie outside the archive, code inside', () => {
    for (const { place, where } of inspect.filesOfProgram(archive(system))) {
      if (/^models\/weights\/|\.(?:node|dll|dylib|so[\d.]*)$/.test(place)) expect([place, where]).toEqual([place, 'beside']);
      if (/^(?:main|worker|preload|shared|app|renderer)\b/.test(place)) expect([place, where]).toEqual([place, 'archive']);
    }
  });

  test('native files are of this system alone', () => {
    const native = filesIn(unpacked(system)).filter((name) => /\.(?:node|dll|dylib|so[\d.]*)$/.test(name));
    expect(native.length).toBeGreaterThanOrEqual(4);
    for (const name of native) expect([name, kindOf(readFileSync(join(unpacked(system), name)))]).toEqual([name, system]);
  });

  test('what is ours, without weights, leaves Electron its 100 MB of 150', () => {
    const beside = filesIn(unpacked(system)).filter((name) => !name.startsWith('models/weights')).map((name) => join(unpacked(system), name));
    // Quicker than what makes installers, which come out smaller.
    const bytes = [archive(system), ...beside].reduce((sum, file) => sum + deflateRawSync(readFileSync(file), { level: 1 }).length, 0);
    console.log(`${system}: ${(bytes / 1e6).toFixed(1)} MB in a zip without weights and Electron`);
    expect(bytes).toBeLessThan(55e6);
  });

  test('the fuses are turned as docs/security.md says', async () => {
    const program = { 'linux-x64': 'heirloom', 'win32-x64': 'heirloom.exe', 'darwin-arm64': 'Heirloom.app' }[system];
    expect(await inspect.fusesOf(join(out, `Heirloom-${system}`, program))).toEqual(fuses);
  });

  test('nothing in it knows where it was built', () => {
    const bytes = readFileSync(archive(system));
    expect(bytes.includes(root)).toBe(false);
    expect(bytes.includes(out)).toBe(false);
  });
});

describe('integrity', () => {
  const hash = (system: System): string => createHash('sha256').update(inspect.headerOf(archive(system))).digest('hex');

  test('Electron finds the hash of the archive in the Info.plist of a Mac', () => {
    const plist = readFileSync(join(out, 'Heirloom-darwin-arm64/Heirloom.app/Contents/Info.plist'), 'utf8');
    expect(plist).toContain('ElectronAsarIntegrity');
    expect(plist).toContain(hash('darwin-arm64'));
    expect(plist).toContain('public.jpeg');
    expect(plist).toContain('<string>app.heirloom.desktop</string>');
  });

  test('and in the resources of the program of Windows', () => {
    const program = readFileSync(join(out, 'Heirloom-win32-x64/heirloom.exe'));
    expect(program.includes(hash('win32-x64'))).toBe(true);
    expect(program.includes(Buffer.from('Restores family photographs', 'utf16le'))).toBe(true);
  });
});

describe('what it is made of', () => {
  interface Bom {
    readonly components: readonly { readonly purl: string; readonly hashes: readonly { readonly content: string }[] }[];
  }

  const packedFile = (name: string): string => readFileSync(join(extracted(), name), 'utf8');
  let folder: string | undefined;
  const extracted = (): string => {
    if (folder === undefined) {
      folder = mkdtempSync(join(tmpdir(), 'heirloom-extracted-'));
      inspect.unpackProgram(archive('linux-x64'), folder);
    }
    return folder;
  };
  afterAll(() => folder === undefined || rmSync(folder, { recursive: true, force: true }));

  test('every package in it has its licence in the list', () => {
    const listed = [...packedFile('renderer/licences.html').matchAll(/<summary>(.+) \S+ \([^)]+\)<\/summary>/g)].map(([, name]) => name);
    expect(listed.slice(0, 3)).toEqual(['Heirloom', "Heirloom's models", 'Electron']);
    for (const scope of readdirSync(join(extracted(), 'node_modules'))) {
      const names = scope.startsWith('@') ? readdirSync(join(extracted(), 'node_modules', scope)).map((name) => `${scope}/${name}`) : [scope];
      for (const name of names) expect(listed).toContain(name);
    }
    expect(listed).toEqual(expect.arrayContaining(['svelte', 'valibot', 'konva', 'electron-store']));
    expect(packedFile('renderer/licences.html')).toContain('GNU LESSER GENERAL PUBLIC LICENSE');
  });

  test('its bill of materials says of each package what npm says', async () => {
    const { components } = JSON.parse(packedFile('bom.json')) as Bom;
    const { stdout } = await run('npm', ['sbom', '--sbom-format=cyclonedx', '--package-lock-only'], { cwd: root });
    const byNpm = new Map((JSON.parse(stdout) as Bom).components.map((component) => [component.purl, component]));
    expect(components.length).toBeGreaterThan(30);
    for (const { purl, hashes } of components) expect([purl, hashes[0]?.content]).toEqual([purl, byNpm.get(purl)?.hashes[0]?.content]);
  });
});

test('packed once more, the bytes are the same', async () => {
  const again = await packWithStandIn(['linux-x64']);
  try {
    const [first, second] = [join(out, 'Heirloom-linux-x64'), join(again, 'Heirloom-linux-x64')];
    expect(filesIn(second)).toEqual(filesIn(first));
    for (const name of filesIn(first)) expect([name, hashOf(join(second, name))]).toEqual([name, hashOf(join(first, name))]);
  } finally {
    rmSync(again, { recursive: true, force: true });
  }
});

describe('the packed program by itself', () => {
  test('installed from its .deb, in a folder with spaces and other letters that it may not write to, without any network, it restores a photo', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'Großmutters Fotos 写真 '));
    try {
      const installed = await installDeb(folder);
      inspect.unpackProgram(join(installed, 'resources/app.asar'), join(folder, 'Heirloom'));
      const { verdict, denied, said } = await selfTest(join(folder, 'Heirloom'));
      expect(denied).toBe('');
      expect(said).toBe('');
      expect(verdict).toMatchObject({ ok: true, failure: null, platform: 'linux', changedOutside: 0 });
      console.log(`its job process started in ${verdict['workerStartMs']} ms, the photo took ${verdict['restoreMs']} ms`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('a program without its weights says so, and the test is not passed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'heirloom-no-weights-'));
    try {
      inspect.unpackProgram(archive('linux-x64'), folder);
      rmSync(join(folder, 'models/weights'), { recursive: true });
      const { verdict, code } = await selfTest(folder);
      expect(code).toBe(1);
      expect(verdict).toMatchObject({ ok: false, failure: expect.stringContaining('no model') as string });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** @returns where the program is then; where there is no dpkg, where it was packed */
async function installDeb(folder: string): Promise<string> {
  const program = join(out, 'Heirloom-linux-x64');
  if ((await run('dpkg-deb', ['--version']).catch(() => null)) === null) return program;
  const { buildDeb } = await import('../../build/packaging/deb.ts');
  const file = join(folder, 'heirloom.deb');
  await buildDeb({ program, target: { platform: 'linux', arch: 'x64' }, file, compression: 'none' });
  expect(await run('dpkg-deb', ['--extract', file, join(folder, 'root')])).toMatchObject({ code: 0, stderr: '' });
  return join(folder, 'root/usr/lib/heirloom');
}

function filesIn(folder: string): string[] {
  const entries = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** By the numbers that an executable file begins with. */
function kindOf(bytes: Buffer): string {
  if (bytes.readUInt32BE(0) === 0x7f454c46) return `linux-${{ 62: 'x64', 183: 'arm64' }[bytes.readUInt16LE(18)]}`;
  if (bytes.readUInt32LE(0) === 0xfeedfacf) return `darwin-${{ 0x01000007: 'x64', 0x0100000c: 'arm64' }[bytes.readUInt32LE(4)]}`;
  if (bytes.readUInt16BE(0) === 0x4d5a) return `win32-${{ 0x8664: 'x64', 0xaa64: 'arm64' }[bytes.readUInt16LE(bytes.readUInt32LE(60) + 4)]}`;
  return 'unknown';
}

