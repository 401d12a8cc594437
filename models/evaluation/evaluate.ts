import { type CancelSignal, throwIfCancelled } from '../cancel.ts';
import type { SamplerName } from '../diffusion/samplers/index.ts';
import { cosine } from '../faces/likeness.ts';
import type { Photo } from '../photo/photo.ts';
import { Random } from '../random.ts';
import type { RestoreOptions, RestoreProgress, Restorer } from '../tasks/restore.ts';
import type { TaskId } from '../tasks/task.ts';
import { workTogether } from './batched-network.ts';
import { type Interval, percentileInterval } from './bootstrap.ts';
import { type Damaged, damaged } from './damage.ts';
import type { FeatureMap } from './feature-distance.ts';
import { type Features, frechetInterval } from './frechet.ts';
import { inEightBits, likenessOf, type PictureLikeness } from './picture.ts';
import { type Row, summarise } from './row.ts';

/** Undamaged photos, square, all of the network's side; read when they are needed. */
export interface Truths {
  readonly names: readonly string[];
  photo(i: number): Photo;
}

/** What an evaluation needs from outside. */
export interface EvaluationParts {
  readonly restorer: Restorer;
  readonly truths: Truths;
  see(pictures: readonly Photo[]): Promise<Sight>;
  /** What else the damage can be undone with, without this model: each gets a line. */
  readonly rivals: readonly Rival[];
  nowMs(): number;
}

/** What a network sees in pictures, one after another: at its end, and if it tells in its middle. */
export interface Sight {
  readonly end: Float32Array;
  readonly middle: Float32Array | undefined;
  /** What makes the faces these persons' (models/faces/likeness.ts); undefined where the photos are no portraits. */
  readonly face?: Float32Array | undefined;
  /** Of each picture, what is seen at each place of it, at several depths; undefined if the network does not tell. */
  readonly maps?: readonly FeatureMap[][] | undefined;
}

/** What Frechet distances are taken of. */
type Depth = 'end' | 'middle' | 'face';

/** A way to undo damage that takes no model. */
export interface Rival {
  readonly name: string;
  restore(damage: Damaged): Photo;
}

/** One line of the table to come. */
export interface Setting {
  readonly sampler: SamplerName;
  readonly steps: number;
}

export interface EvaluationPlan {
  readonly task: TaskId;
  readonly settings: readonly Setting[];
  /** Results a photo: 2 or more tell how much the tint depends on chance. */
  readonly seeds: number;
  /** The same seed, the same numbers. It does not change the damage, which belongs to a photo's name. */
  readonly seed: number;
  /** Pictures that go through the network together. */
  readonly batch: number;
  readonly start?: number | undefined;
  /** Strength of the colours, for tasks that have one; 1 = as the model says. */
  readonly intensity?: number | undefined;
  /** Photos to be coloured are aged besides. */
  readonly aged?: boolean | undefined;
  readonly signal?: CancelSignal | undefined;
}

export interface EvaluationProgress {
  /** Network calls done, a picture at a time, of all there are. */
  readonly done: number;
  readonly of: number;
  /** Complete so far; the first is what is seen if nothing is done. */
  readonly rows: readonly Row[];
}

/**
 * Damages photos, restores them by each setting and measures what came out beside the truth.
 * Yields after each batch. @throws AppFailure 'model-unsuitable', 'cancelled', 'engine-failed'
 */
export async function* evaluate(plan: EvaluationPlan, parts: EvaluationParts): AsyncGenerator<EvaluationProgress, readonly Row[]> {
  const calls = plan.settings.reduce((sum, { steps }) => sum + steps, 0) * plan.seeds;
  const of = calls * parts.truths.names.length;
  let done = 0;
  const rows: Row[] = [];

  const truth = nothingSeen();
  const trueMaps: FeatureMap[][] = [];
  const untouched = nothingSeen();
  const rivals = parts.rivals.map((rival) => ({ rival, seen: nothingSeen() }));
  for (const batch of batchesOf(parts.truths.names.length, plan.batch)) {
    throwIfCancelled(plan.signal);
    const subjects = batch.map((i) => subjectOf(i, plan, parts));
    const { maps = [], ...sight } = await parts.see(subjects.map(({ damage }) => damage.truth));
    trueMaps.push(...maps);
    truth.sights.push(sight);
    await judge(subjects, subjects.map(({ damage }) => damage.shown), untouched, trueMaps, parts);
    for (const { rival, seen } of rivals) await judge(subjects, subjects.map(({ damage }) => rival.restore(damage)), seen, trueMaps, parts);
    yield { done, of, rows };
  }
  const bootstrap = Random.fromSeed(plan.seed);
  const distance = (seeds: readonly Seen[], depth: Depth): Interval | null => {
    const trueFeatures = featuresOf(truth, depth, parts);
    if (trueFeatures === undefined) return null;
    return frechetInterval(trueFeatures, seeds.map((seen) => featuresOf(seen, depth, parts) as Features), bootstrap);
  };
  const summary = (seeds: readonly Seen[], setting: Setting | undefined, seconds: number | null, rival: string | null = null): Row => ({
    rival,
    sampler: setting?.sampler ?? null,
    steps: setting?.steps ?? null,
    seeds: seeds.length,
    regions: summarise(parts.truths.names.map((_, photo) => seeds.map(({ pictures }) => pictures[photo] as PictureLikeness)), bootstrap),
    frechet: distance(seeds, 'end') as Interval,
    frechetMiddle: distance(seeds, 'middle'),
    frechetFaces: distance(seeds, 'face'),
    identity: identityOf(truth, seeds, parts, bootstrap),
    secondsPerPicture: seconds,
  });
  rows.push(summary([untouched], undefined, null));
  for (const { rival, seen } of rivals) rows.push(summary([seen], undefined, null, rival.name));

  for (const setting of plan.settings) {
    const seeds: Seen[] = [];
    let spentMs = 0;
    for (let variant = 0; variant < plan.seeds; variant++) {
      const seen = nothingSeen();
      for (const batch of batchesOf(parts.truths.names.length, plan.batch)) {
        const subjects = batch.map((i) => subjectOf(i, plan, parts));
        const startMs = parts.nowMs();
        const restored = await restoreAll(subjects, variant, setting, plan, parts);
        spentMs += parts.nowMs() - startMs;
        await judge(subjects, restored, seen, trueMaps, parts);
        done += batch.length * setting.steps;
        yield { done, of, rows };
      }
      seeds.push(seen);
    }
    rows.push(summary(seeds, setting, spentMs / 1000 / (plan.seeds * parts.truths.names.length)));
    yield { done, of, rows };
  }
  return rows;
}

/** Results so far, photo by photo. */
interface Seen {
  readonly pictures: PictureLikeness[];
  readonly sights: Omit<Sight, 'maps'>[];
}

function nothingSeen(): Seen {
  return { pictures: [], sights: [] };
}

interface Subject {
  /** Its number among the photos. */
  readonly number: number;
  readonly damage: Damaged;
  /** Of the photo's own chances. */
  readonly random: Random;
}

function subjectOf(i: number, { task, aged }: EvaluationPlan, { truths }: EvaluationParts): Subject {
  const random = Random.fromSeed(numberOf(truths.names[i] as string));
  const damage = damaged(task, truths.photo(i), random.fork(0), aged);
  return { number: i, damage, random };
}

async function restoreAll(
  subjects: readonly Subject[],
  variant: number,
  setting: Setting,
  plan: EvaluationPlan,
  { restorer }: EvaluationParts,
): Promise<Photo[]> {
  return workTogether(restorer.network, subjects.length, async (network, i) => {
    const { damage, random } = subjects[i] as Subject;
    const seed = random.fork(1).fork(plan.seed).fork(variant).word();
    const options: RestoreOptions = { ...setting, seed, start: plan.start, intensity: plan.intensity, signal: plan.signal };
    return last(damage.restore({ ...restorer, network }, options));
  });
}

async function judge(
  subjects: readonly Subject[],
  restored: readonly Photo[],
  seen: Seen,
  trueMaps: readonly FeatureMap[][],
  { see }: EvaluationParts,
): Promise<void> {
  const saved = restored.map(inEightBits);
  const { maps, ...sight } = await see(saved);
  seen.sights.push(sight);
  subjects.forEach(({ number, damage }, i) => {
    const both = maps && ([trueMaps[number], maps[i]] as [FeatureMap[], FeatureMap[]]);
    seen.pictures.push(likenessOf(damage.truth, saved[i] as Photo, damage.hole, both));
  });
}

/** undefined if the network does not tell */
function featuresOf({ sights }: Seen, depth: Depth, { truths }: EvaluationParts): Features | undefined {
  const batches = sights.flatMap((sight) => sight[depth] ?? []);
  const length = batches.reduce((sum, batch) => sum + batch.length, 0) / truths.names.length;
  if (length === 0) return undefined;
  const values = new Float32Array(truths.names.length * length);
  let to = 0;
  for (const batch of batches) {
    values.set(batch, to);
    to += batch.length;
  }
  return { count: truths.names.length, length, values };
}

/** Mean cosine between the descriptions of a face and of its restoration, the mean over a photo's seeds counting for it. */
function identityOf(truth: Seen, seeds: readonly Seen[], parts: EvaluationParts, random: Random): Interval | null {
  const faces = featuresOf(truth, 'face', parts);
  if (faces === undefined) return null;
  const likeness = new Float64Array(faces.count);
  for (const seen of seeds) {
    const { values, length } = featuresOf(seen, 'face', parts) as Features;
    for (let i = 0; i < faces.count; i++) {
      const at = (all: Float32Array): Float32Array => all.subarray(i * length, (i + 1) * length);
      likeness[i] = (likeness[i] as number) + cosine(at(faces.values), at(values)) / seeds.length;
    }
  }
  const weighted = (weights: ArrayLike<number>): number => likeness.reduce((sum, value, i) => sum + value * (weights[i] as number), 0);
  return percentileInterval(faces.count, (weights) => weighted(weights) / faces.count, random);
}

async function last(progress: AsyncGenerator<RestoreProgress, Photo>): Promise<Photo> {
  let turn = await progress.next();
  while (turn.done !== true) turn = await progress.next();
  return turn.value;
}

function batchesOf(count: number, size: number): number[][] {
  const all = Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: Math.ceil(count / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}

/** A number that belongs to a name (FNV-1a, 32 bits): the same photo among others is damaged alike. */
function numberOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
