import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseGoal, prepareCrops } from '../../../../models/node/teach/goal.ts';
import { judgeTaught } from '../../../../models/node/teach/judge-taught.ts';
import { keepTaught } from '../../../../models/node/teach/keep.ts';
import { emptyTeachCache, openTeachSession, places, type TeachSession } from '../../../../models/node/teach/session.ts';
import { surveyPhotos } from '../../../../models/node/teach/survey.ts';
import { teach, type TeachControls, type TeachEnd, type TeachReport } from '../../../../models/node/teach/teach.ts';
import { planTeaching, recipeFor, timeTeaching } from '../../../../models/node/teach/time-teaching.ts';
import { readModel } from '../../../../models/node/model-folder.ts';
import { Random } from '../../../../models/random.ts';
import { mountSmallDisk, noSmallDisk } from '../small-disk.ts';
import { makeAlbum, makeBase } from './tiny-world.ts';

/** `HEIRLOOM_KILLS=100 npm test -- tests/models/node/teach` is the whole promise; a handful shows that it holds at all. */
const KILLS = Number(process.env['HEIRLOOM_KILLS'] ?? 2);

let home: string;
let root: string;
const disk = mountSmallDisk(12_000_000);

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'heirloom-teach-'));
  root = join(home, 'sessions');
  await makeAlbum(join(home, 'photos'), 16);
  const base = await makeBase(join(home, 'models'), 'tiny-base');
  const session = await openTeachSession(root, 'plan');
  await ended(surveyPhotos(session, [join(home, 'photos')], { threads: 1 }));
  expect(await chooseGoal(session, { task: 'colorize', base })).toBeNull();
  await ended(prepareCrops(session, { threads: 1 }));
  const recipe = recipeFor(session, { minutes: 1, secondsPerStep: 2.5, secondsPerLook: 0 });
  expect(recipe.steps).toBe(24);
  await planTeaching(session, { ...recipe, training: { ...recipe.training, learningRate: 4e-3 }, patience: 0, validateEvery: 12 });
  await session.close();
  // Neither the photos nor the base model are needed from here on.
  await rm(join(home, 'photos'), { recursive: true });
  await rm(base, { recursive: true });
});
afterAll(async () => {
  disk?.remove();
  await rm(home, { recursive: true });
});

describe('teaching', () => {
  it('killed by SIGKILL at random moments, ends with the bytes of one left alone', async () => {
    await copyOf('calm');
    const calm = await withSession('calm', async (session) => run(session));
    expect(calm.end.reason).toBe('done');
    expect(calm.end.best!.own).toBeLessThan(0.97);
    expect(calm.reports.map(({ strip }) => strip ?? 0).filter((painted) => painted > 0)).toHaveLength(2);
    await copyOf('killed');
    const random = Random.fromSeed(11);
    for (let kill = 0; kill < KILLS; kill++) await teachInProcess('killed', random.integer(8), random.between(0, 120));
    const again = await withSession('killed', async (session) => run(session));
    expect(again.end.curve).toEqual(calm.end.curve);
    expect(await tensorsOf('killed')).toBe(await tensorsOf('calm'));
  }, 120_000 + 20_000 * KILLS);

  it('stops after a step, waits when it must, and goes on', async () => {
    await copyOf('stopped');
    let waited = 0;
    const stop = new AbortController();
    const controls = { signal: stop.signal, share: () => 0.5, ready: async () => Promise.resolve(void waited++) };
    const first = await withSession('stopped', async (session) => run(session, controls, ({ step }) => step === 7 && stop.abort()));
    expect([first.end.reason, first.reports.at(-1)?.saved, waited]).toEqual(['stopped', true, 8]);
    const rest = await withSession('stopped', async (session) => run(session));
    expect([rest.reports[0]?.step, rest.end.reason]).toEqual([9, 'done']);
    expect(await tensorsOf('stopped')).toBe(await tensorsOf('calm'));
  });

  it('moves only attention and the way up where that is wanted', async () => {
    await copyOf('part');
    await withSession('part', async (session) => {
      await planTeaching(session, { ...session.record.recipe!, trained: 'attention-and-decoder', steps: 3, validateEvery: 3 });
      await run(session);
      const { id } = await keepTaught(session, { title: 'Part', share: 1, models: join(home, 'kept') });
      const [taught, base] = [await readModel(join(home, 'kept', id)), await readModel(places(session.folder).base)];
      const hasMoved = (name: string): boolean => {
        const before = base.weights.get(name)!.values;
        return taught.weights.get(name)!.values.some((value, i) => Math.abs(value - before[i]!) > 1e-3);
      };
      const moved = [...taught.weights.keys()].filter(hasMoved);
      expect(moved.length).toBeGreaterThan(10);
      expect(moved.filter((name) => !/^(up|middle|out|skip)\b|\.attention\./.test(name))).toEqual([]);
    });
  });

  it('measures what a step takes, and throws those steps away', async () => {
    await copyOf('timed');
    const timing = await withSession('timed', async (session) => ended(timeTeaching(session, { steps: 2, threads: 1 })));
    expect(timing.secondsPerStep).toBeGreaterThan(0);
    expect(timing.memoryBytes).toBeGreaterThan(10_000_000);
  });

  it('compares with the base model, and what is kept remembers how it came about', async () => {
    const verdict = await withSession('calm', async (session) => {
      const judged = await ended(judgeTaught(session, { threads: 1 }));
      expect(session.record.verdict).toEqual(judged);
      const manifest = await keepTaught(session, { title: 'Our Family!', models: join(home, 'kept'), picture: 0 });
      expect(manifest).toMatchObject({ id: 'our-family', title: 'Our Family!', parent: 'tiny-base', subject: 'scenes', steps: 1224 });
      expect((await keepTaught(session, { title: 'our family', share: 1, models: join(home, 'kept') })).id).toBe('our-family-2');
      await emptyTeachCache(session);
      await expect(run(session)).rejects.toMatchObject({ code: 'training-data' });
      return judged;
    });
    expect(verdict.colourError.change.low).toBeLessThanOrEqual(verdict.colourError.change.value);
    expect(verdict.sentence).toContain('Proposed:');
    const half = await readModel(join(home, 'kept', 'our-family'));
    const [base, taught] = [half.weights, (await readModel(join(home, 'kept', 'our-family-2'))).weights];
    expect(half.manifest.sha256).not.toBe((await readModel(join(home, 'kept', 'our-family-2'))).manifest.sha256);
    expect(base.size).toBe(taught.size);
  });

  it.skipIf(disk === undefined)(`keeps the last good state when the disk is full (or: ${noSmallDisk})`, async () => {
    await cp(join(root, 'plan'), join(disk!.folder, 'full'), { recursive: true });
    const session = await openTeachSession(disk!.folder, 'full');
    try {
      const first = await run(session, { signal: { aborted: true } });
      expect(first.end.reason).toBe('stopped');
      const whole = await readFile(places(session.folder).run);
      await writeFile(join(disk!.folder, 'ballast'), new Uint8Array(12_000_000)).catch(() => undefined);
      await expect(run(session)).rejects.toMatchObject({ code: 'disk-full' });
      expect((await readFile(places(session.folder).run)).equals(whole)).toBe(true);
      await rm(join(disk!.folder, 'ballast'));
      expect((await run(session)).end.reason).toBe('done');
    } finally {
      await session.close();
    }
  });
});

async function copyOf(id: string): Promise<void> {
  await cp(join(root, 'plan'), join(root, id), { recursive: true });
}

async function withSession<T>(id: string, work: (session: TeachSession) => Promise<T>): Promise<T> {
  const session = await openTeachSession(root, id);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

async function run(
  session: TeachSession,
  controls: TeachControls = {},
  seen: (report: TeachReport) => unknown = () => undefined,
): Promise<{ end: TeachEnd; reports: TeachReport[] }> {
  const reports: TeachReport[] = [];
  const turns = teach(session, { threads: 1, ...controls });
  let turn = await turns.next();
  for (; turn.done !== true; turn = await turns.next()) {
    reports.push(turn.value);
    seen(turn.value);
  }
  return { end: turn.value, reports };
}

async function ended<T>(turns: AsyncGenerator<unknown, T>): Promise<T> {
  let turn = await turns.next();
  while (turn.done !== true) turn = await turns.next();
  return turn.value;
}

/** Goes on in a process, which is killed some milliseconds after so many further steps, unless it ends before. */
async function teachInProcess(id: string, afterSteps: number, thenMs: number): Promise<void> {
  const words = ['--import', 'tsx', join(import.meta.dirname, 'teach.child.ts'), root, id];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  let steps = 0;
  child.stdout.on('data', (text: Buffer) => {
    steps += text.toString().split('\n').length - 1;
    if (steps > afterSteps) setTimeout(() => child.kill('SIGKILL'), thenMs);
  });
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => child.on('close', (...how) => resolve(how)));
  if (signal === null && code !== 0) throw new Error(`The teaching process failed with ${code}.`);
}

/** Weights, average, moments and the best state, without the header, which holds the time. */
async function tensorsOf(id: string): Promise<string> {
  const bytes = await readFile(places(join(root, id)).run);
  return createHash('sha256').update(bytes.subarray(8 + Number(bytes.readBigUInt64LE()))).digest('hex');
}
