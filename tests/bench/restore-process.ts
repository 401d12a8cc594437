import fs from 'node:fs';
import path from 'node:path';
import type { Manifest } from '../../models/checkpoint/manifest.ts';
import type { Weights } from '../../models/checkpoint/safetensors.ts';
import { cosine } from '../../models/diffusion/schedule.ts';
import { presets } from '../../models/network/config.ts';
import { initialValues } from '../../models/network/initial.ts';
import { buildUnet } from '../../models/network/unet.ts';
import { openNetwork } from '../../models/node/engine-host.ts';
import { readModel } from '../../models/node/model-folder.ts';
import { readPhoto, writePhoto } from '../../models/node/photo-file.ts';
import { Random } from '../../models/random.ts';
import { colorize } from '../../models/tasks/colorize.ts';

/** What a process that colours one photo tells of itself. Milliseconds. */
export interface PhotoReport {
  readonly model: string;
  readonly device: string;
  readonly steps: number;
  readonly calls: number;
  /** From the start of the process until its modules are loaded. */
  readonly startMs: number;
  /** Reading and checking the model, and making it ready. */
  readonly openMs: number;
  readonly lowerMs: number;
  readonly sessionMs: number;
  readonly firstCallMs: number;
  /** Reading, colouring and writing the photo, with the model loaded. */
  readonly restoreMs: number;
  readonly peakMebibytes: number;
}

type Model = { readonly manifest: Pick<Manifest, 'id' | 'task' | 'network' | 'schedule' | 'prediction' | 'defaults'>; readonly weights: Weights };

const [file = '', threads = '', startedMs = ''] = process.argv.slice(2);
const now = (): number => performance.timeOrigin + performance.now();
const startMs = now() - Number(startedMs);

const openingMs = now();
const { manifest, weights } = await model();
const network = await openNetwork({ config: manifest.network, weights, device: 'auto', threads: Number(threads) });
const openMs = now() - openingMs;

const picture = new Float32Array(3 * network.side ** 2);
const callingMs = now();
await network.predict(picture, picture, Float32Array.of(0.5));
const firstCallMs = now() - callingMs;

const restoringMs = now();
const photo = await readPhoto(file);
const restoring = colorize(photo.photo, { network, manifest });
let calls = 0;
let next = await restoring.next();
for (; next.done !== true; next = await restoring.next()) calls = next.value.of;
await writePhoto(`${file}.out.jpg`, { ...photo, photo: next.value, grey: false });
const restoreMs = now() - restoringMs;
await network.dispose();

const report: PhotoReport = {
  model: manifest.id,
  device: network.device.name,
  steps: manifest.defaults.steps,
  calls,
  startMs,
  openMs,
  ...network.start,
  firstCallMs,
  restoreMs,
  peakMebibytes: peakKibibytes() / 1024,
};
console.log(JSON.stringify(report));

/** Linux counts in `maxRSS` what the parent held before this process began; its own peak is in /proc. */
function peakKibibytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS;
  const [, peak] = /VmHWM:\s+(\d+) kB/.exec(fs.readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(peak);
}

async function model(): Promise<Model> {
  const folder = path.join(import.meta.dirname, '../../models/weights/face-colorize-small');
  if (fs.existsSync(folder)) return readModel(folder);
  const graph = buildUnet(presets.small);
  const values = initialValues(graph, Random.fromSeed(1));
  return {
    manifest: {
      id: 'small without training',
      task: 'colorize',
      network: presets.small,
      schedule: cosine,
      prediction: 'y0',
      defaults: { sampler: 'dpmpp-2m', steps: 8 },
    },
    weights: new Map([...graph.parameters.values()].map(({ name, shape }) => [name, { shape, values: values.get(name) as Float32Array }])),
  };
}
