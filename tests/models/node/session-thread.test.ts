import { afterAll, beforeAll, expect, it } from 'vitest';
import { lowerToTraining } from '../../../models/engine/lower.ts';
import { createSession, type Feeds, type Session } from '../../../models/engine/session.ts';
import { AppFailure } from '../../../models/failure.ts';
import { presets } from '../../../models/network/config.ts';
import { buildUnet } from '../../../models/network/unet.ts';
import { openSessionThread } from '../../../models/node/session-thread.ts';
import { parameterFeeds, randomInputs, randomLesson, randomParameters } from '../engine/example-feeds.ts';

const graph = buildUnet(presets.tiny);
const model = lowerToTraining(graph, 2);
const options = { providers: ['cpu'], threads: 1 };
const parameters = parameterFeeds(graph, randomParameters(graph, 1));
const lesson = (seed: number): Feeds => ({ ...randomInputs(graph, 2, seed), ...randomLesson(graph, 2, 2, seed + 1), ...parameters });

let threads: Session[];
beforeAll(async () => {
  threads = await Promise.all([openSessionThread(model, options), openSessionThread(model, options)]);
});
afterAll(async () => {
  await Promise.all(threads.map(async (thread) => thread.dispose()));
});

it('computes to the bit what a session in this thread computes, whichever thread and whatever runs beside it', async () => {
  const here = await createSession(model, options);
  expect(threads[0]!.inputs).toEqual(here.inputs);
  const lessons = [10, 20, 30, 40].map(lesson);
  const there = await Promise.all(lessons.map(async (feeds, i) => threads[i % 2]!.run(feeds)));
  for (const [i, feeds] of lessons.entries()) expect(there[i]).toEqual(await here.run(feeds));
  await here.dispose();
});

it('leaves the caller what it fed', async () => {
  const feeds = lesson(50);
  await threads[0]!.run(feeds);
  for (const { values } of Object.values(feeds)) expect(values.length).toBeGreaterThan(0);
  expect(await threads[0]!.run(feeds)).toEqual(await threads[1]!.run(feeds));
});

it('says what a session says: a feed that is missing, a model that is none', async () => {
  const engineFailed = (error: unknown): boolean => error instanceof AppFailure && error.code === 'engine-failed';
  await expect(threads[0]!.run({})).rejects.toSatisfy(engineFailed);
  await expect(openSessionThread(new Uint8Array(50), options)).rejects.toSatisfy(engineFailed);
});
