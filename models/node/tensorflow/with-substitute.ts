import { AppFailure } from '../../failure.ts';
import type { Network } from '../engine-host.ts';

/**
 * A network that another takes over from at its first failure (a graphics card's memory is full, its driver is gone, its
 * thread has ended): the call is made again there, so that a photo half done is not lost.
 * @param open opens the other one; `why` is a sentence for its device
 */
export function withSubstitute(first: Network, open: (why: string) => Promise<Network>): Network {
  let substitute: Promise<Network> | undefined;
  let { device } = first;
  return {
    side: first.side,
    start: first.start,
    get device() {
      return device;
    },
    async predict(x, yt, gamma) {
      if (substitute === undefined) {
        try {
          return await first.predict(x, yt, gamma);
        } catch (error) {
          if (!(error instanceof AppFailure) || error.code !== 'engine-failed') throw error;
          substitute ??= open('TensorFlow.js stopped and ONNX Runtime goes on: choose --engine onnx if it happens again.');
        }
      }
      const network = await substitute;
      ({ device } = network);
      return network.predict(x, yt, gamma);
    },
    async dispose() {
      await first.dispose();
      // One that did not open has told who asked it.
      await (await substitute?.catch(() => undefined))?.dispose();
    },
  };
}
