import { gradientName, lowerToTraining } from '../../../models/engine/lower.ts';
import { createSession, type Feed, type Session } from '../../../models/engine/session.ts';
import type { Graph } from '../../../models/network/graph.ts';
import { Random } from '../../../models/random.ts';
import { parameterFeeds, randomInputs, randomLesson, randomParameters } from './example-feeds.ts';

export interface Comparison {
  readonly parameter: string;
  /** Greatest |rule - finite difference| over the greatest finite difference of this parameter. */
  readonly error: number;
  /** The greatest finite difference: a comparison of zeros would prove nothing. */
  readonly size: number;
}

interface Trial {
  readonly p: 1 | 2;
  readonly batch: number;
  readonly seed: number;
  /** How many directions are tried for a parameter; with as many as it has elements, each element is moved alone. */
  readonly directions: number;
  readonly step: number;
}

/**
 * Each parameter's gradient by the rules beside the fourth-order central difference
 * (8 (L(h) - L(-h)) - (L(2h) - L(-2h))) / 12 h of the same graph's loss, summed over the batch.
 */
export async function compareWithDifferences(graph: Graph, { p, batch, seed, directions, step }: Trial): Promise<Comparison[]> {
  const session = await createSession(lowerToTraining(graph, p), { providers: ['cpu'], threads: 1 });
  const values = randomParameters(graph, seed);
  const feeds = { ...randomInputs(graph, batch, seed + 1), ...randomLesson(graph, p, batch, seed + 2), ...parameterFeeds(graph, values) };
  const results = await session.run(feeds);
  const random = Random.fromSeed(seed + 3);

  const comparisons: Comparison[] = [];
  for (const parameter of graph.parameters.keys()) {
    const rule = results[gradientName(parameter)]!;
    let error = 0;
    let size = 0;
    for (const direction of directionsOf(rule, directions, random)) {
      const byRule = direction.reduce((total, part, i) => total + part * rule[i]!, 0);
      const byDifference = await slopeAlong(session, feeds, parameter, direction, step);
      error = Math.max(error, Math.abs(byRule - byDifference));
      size = Math.max(size, Math.abs(byDifference));
    }
    comparisons.push({ parameter, error: error / size, size });
  }
  await session.dispose();
  return comparisons;
}

/** The axes if there are few, else the way that the rule calls steepest and random ways. */
function directionsOf(rule: Float32Array, count: number, random: Random): Float32Array[] {
  const { length } = rule;
  if (length <= count) return Array.from({ length }, (_, i) => new Float32Array(length).fill(1, i, i + 1));
  return Array.from({ length: count }, (_, i) => {
    const direction = i === 0 ? rule : random.gaussian(new Float32Array(length));
    const norm = Math.hypot(...direction);
    return direction.map((part) => part / norm);
  });
}

async function slopeAlong(
  session: Session, feeds: Record<string, Feed>, parameter: string, direction: Float32Array, step: number,
): Promise<number> {
  const { values, shape } = feeds[parameter]!;
  const lossAt = async (distance: number): Promise<number> => {
    const moved = values.map((value, i) => value + distance * direction[i]!);
    const { loss } = await session.run({ ...feeds, [parameter]: { values: moved, shape } });
    return loss!.reduce((total, one) => total + one, 0);
  };
  const near = (await lossAt(step)) - (await lossAt(-step));
  const far = (await lossAt(2 * step)) - (await lossAt(-2 * step));
  return (8 * near - far) / (12 * step);
}
