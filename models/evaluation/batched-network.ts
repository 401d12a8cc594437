import type { TaskNetwork } from '../tasks/restore.ts';

/**
 * Does several pieces of work side by side so that their calls of the network go to it together: as soon as every piece
 * that still works waits for the network, all they ask is one call. A network is far quicker with eight pictures at once
 * than with one eight times.
 * @param work piece i = 0 .. count - 1, with the network it must use
 * @returns what each gave, in order
 * @throws the first failure, once all have ended
 */
export async function workTogether<T>(
  network: TaskNetwork,
  count: number,
  work: (network: TaskNetwork, i: number) => Promise<T>,
): Promise<T[]> {
  const gathering = new Gathering(network, count);
  const pieces = Array.from({ length: count }, async (_, i) => {
    try {
      return await work({ side: network.side, predict: async (x, yt, gamma) => gathering.ask({ i, x, yt, gamma }) }, i);
    } finally {
      gathering.leave();
    }
  });
  await Promise.allSettled(pieces);
  return Promise.all(pieces);
}

interface Question {
  /** Whose. */
  readonly i: number;
  readonly x: Float32Array;
  readonly yt: Float32Array;
  readonly gamma: Float32Array;
}

interface Asked extends Question {
  readonly resolve: (f: Float32Array) => void;
  readonly reject: (reason: unknown) => void;
}

class Gathering {
  readonly #network: TaskNetwork;
  #working: number;
  #asked: Asked[] = [];

  constructor(network: TaskNetwork, count: number) {
    this.#network = network;
    this.#working = count;
  }

  async ask(question: Question): Promise<Float32Array> {
    return new Promise((resolve, reject) => {
      this.#asked.push({ ...question, resolve, reject });
      this.#callWhenAllWait();
    });
  }

  leave(): void {
    this.#working--;
    this.#callWhenAllWait();
  }

  #callWhenAllWait(): void {
    if (this.#asked.length === 0 || this.#asked.length < this.#working) return;
    // In order, so that the same work is always the same call, to the bit.
    const batch = this.#asked.sort((a, b) => a.i - b.i);
    this.#asked = [];
    this.#call(batch).catch((reason: unknown) => batch.forEach(({ reject }) => reject(reason)));
  }

  async #call(batch: readonly Asked[]): Promise<void> {
    const f = await this.#network.predict(joined(batch, 'x'), joined(batch, 'yt'), joined(batch, 'gamma'));
    let from = 0;
    for (const { yt, resolve } of batch) {
      resolve(f.slice(from, from + yt.length));
      from += yt.length;
    }
  }
}

function joined(batch: readonly Asked[], field: 'x' | 'yt' | 'gamma'): Float32Array {
  const all = new Float32Array(batch.reduce((length, asked) => length + asked[field].length, 0));
  let to = 0;
  for (const asked of batch) {
    all.set(asked[field], to);
    to += asked[field].length;
  }
  return all;
}
