import { AppFailure } from '../failure.ts';
import type { NetworkConfig } from '../network/config.ts';
import { type Graph, sizeOf } from '../network/graph.ts';
import { buildUnet } from '../network/unet.ts';
import { Random } from '../random.ts';
import type { Accelerator, Trial } from './devices.ts';
import { lowerToInference, type ParameterValues } from './lower.ts';
import { createSession, type Feeds, type Session } from './session.ts';

/**
 * Runs a network of this shape, with weights that leave no part silent, on an accelerator and on the processor.
 * A driver may take the process down with it: call this in one that nobody needs.
 * @param clock milliseconds
 */
export async function tryDevice(device: Accelerator, config: NetworkConfig, clock: () => number): Promise<Trial> {
  return trySession(async (graph, values) => open(lowerToInference(graph, values), [device]), config, clock);
}

/**
 * The same for whatever makes a session of a graph and its weights.
 * @param openThere undefined where there is no such device
 * @param clock milliseconds
 */
export async function trySession(
  openThere: (graph: Graph, values: ParameterValues) => Promise<Session | undefined>,
  config: NetworkConfig,
  clock: () => number,
): Promise<Trial> {
  const graph = buildUnet(config);
  const values = loudValues(graph);
  const feeds = exampleFeeds(config.side);
  const there = await openThere(graph, values);
  if (there === undefined) return { kind: 'missing' };
  const theirs = await measure(there, feeds, clock);
  const here = await measure(await createSession(lowerToInference(graph, values), { providers: ['cpu'], threads: 0 }), feeds, clock);
  return { kind: 'ran', error: difference(theirs.f, here.f), deviceMs: theirs.ms, processorMs: here.ms };
}

async function open(model: Uint8Array, providers: readonly string[]): Promise<Session | undefined> {
  try {
    return await createSession(model, { providers, threads: 0 });
  } catch (error) {
    if (error instanceof AppFailure && error.code === 'engine-failed') return undefined;
    throw error;
  }
}

/** The second of two calls: the first compiles. */
async function measure(session: Session, feeds: Feeds, clock: () => number): Promise<{ f: Float32Array; ms: number }> {
  await session.run(feeds);
  const start = clock();
  const { f } = await session.run(feeds);
  const ms = clock() - start;
  await session.dispose();
  return { f: f as Float32Array, ms };
}

/** Like a trained network's: untrained, its last layers are zero and every device would agree. */
function loudValues(graph: Graph): Map<string, Float32Array> {
  const random = Random.fromSeed(1);
  const values = new Map<string, Float32Array>();
  for (const { name, shape, initial } of graph.parameters.values()) {
    const width = 1 / Math.sqrt(shape.length > 1 ? sizeOf(shape.slice(1)) : 100);
    const middle = initial.kind === 'ones' ? 1 : 0;
    values.set(name, random.gaussian(new Float32Array(sizeOf(shape))).map((value) => middle + width * value));
  }
  return values;
}

function exampleFeeds(side: number): Feeds {
  const random = Random.fromSeed(2);
  const picture = (): Float32Array => random.gaussian(new Float32Array(3 * side * side));
  const shape = [1, 3, side, side];
  return { x: { values: picture(), shape }, yt: { values: picture(), shape }, gamma: { values: Float32Array.of(0.5), shape: [1, 1] } };
}

/** Greatest difference over the greatest value; not a number where either is not. */
function difference(a: Float32Array, b: Float32Array): number {
  let apart = 0;
  let size = 0;
  for (let i = 0; i < b.length; i++) {
    apart = Math.max(apart, Math.abs((a[i] as number) - (b[i] as number)));
    size = Math.max(size, Math.abs(b[i] as number));
  }
  return apart / size;
}
