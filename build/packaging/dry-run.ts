import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { stageProgram } from './stage.ts';
import { nameOf, type Target } from './targets.ts';

interface PartSize {
  readonly part: string;
  readonly files: number;
  readonly bytes: number;
  /** As zip would store it; installers of other kinds are smaller. */
  readonly packedBytes: number;
}

/** In the order they are looked at: a file belongs to the first that fits. */
const parts: readonly (readonly [string, RegExp])[] = [
  ['weights', /^models\/weights\//],
  ['ONNX Runtime', /^node_modules\/onnxruntime-/],
  ['sharp with libvips', /^node_modules\/(?:sharp|@img|detect-libc|semver)\//],
  ['networks that find faces', /^node_modules\/@vladmandic\//],
  ['example photographs', /^node_modules\/@stdlib\//],
  ['licences and bill of materials', /^(?:bom\.json|renderer\/licences\.html)$/],
  ['window', /^renderer\//],
  ['program', /./],
];

/** Electron's maintainers give it as about 100 MB a system; the archive does not come to a machine that only packs. */
const electronBytes = 100e6;
const electronSource = 'github.com/electron/electron/pull/42675';
const limitBytes = 150e6;

/** Prints what would be packed, and how large each part is. Electron itself is not needed for it. */
export async function dryRun(target: Target, { json }: { readonly json: boolean }): Promise<void> {
  const sizes = await measureParts(target);
  const own = sizes.filter(({ part }) => part !== 'weights').reduce((sum, { packedBytes }) => sum + packedBytes, 0);
  if (json) {
    const electron = { bytes: electronBytes, source: electronSource };
    console.log(JSON.stringify({ target: nameOf(target), parts: sizes, withoutWeights: own, electron, limitBytes }));
    return;
  }
  console.log(`${nameOf(target)}\n`);
  console.log(`${'part'.padEnd(34)}${'files'.padStart(6)}${'on disk'.padStart(12)}${'in a zip'.padStart(12)}`);
  for (const { part, files, bytes, packedBytes } of sizes) {
    console.log(`${part.padEnd(34)}${String(files).padStart(6)}${megabytes(bytes)}${megabytes(packedBytes)}`);
  }
  console.log(`\nOurs without weights: ${megabytes(own).trim()}. Electron: about ${megabytes(electronBytes).trim()} (${electronSource}; not measured here).`);
  console.log(`Together about ${megabytes(own + electronBytes).trim()} of ${megabytes(limitBytes).trim()} as a zip; NSIS, AppImage, dmg and deb compress better.\n`);
}

/** Every file that would be packed belongs to one part. */
async function measureParts(target: Target): Promise<readonly PartSize[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'heirloom-dry-'));
  try {
    await stageProgram(folder, target);
    const sizes = new Map<string, { files: number; bytes: number; packedBytes: number }>();
    for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = path.join(entry.parentPath, entry.name);
      const place = path.relative(folder, file).replaceAll('\\', '/');
      const part = parts.find(([, form]) => form.test(place))?.[0] ?? 'program';
      const sum = sizes.get(part) ?? { files: 0, bytes: 0, packedBytes: 0 };
      const bytes = fs.readFileSync(file);
      const packedBytes = sum.packedBytes + deflateRawSync(bytes).length;
      sizes.set(part, { files: sum.files + 1, bytes: sum.bytes + bytes.length, packedBytes });
    }
    return [...sizes].map(([part, sum]) => ({ part, ...sum })).sort((a, b) => b.packedBytes - a.packedBytes);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`.padStart(12);
}
