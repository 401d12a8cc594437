import type { Handlers } from '../handlers.ts';
import type { Services } from '../services/start-services.ts';

type Batch = Extract<keyof Handlers, `batches.${string}`>;

export function batchHandlers({ batches }: Services): Pick<Handlers, Batch> {
  return {
    'batches.start': async (request) => batches.start(request),
    'batches.list': async () => batches.list(),
    'batches.pause': async ({ batch }) => batches.pause(batch),
    'batches.resume': async ({ batch }) => batches.resume(batch),
    'batches.fetch': async ({ batch, photo }) => batches.fetch(batch, photo),
    async 'batches.end'({ batch }) {
      await batches.end(batch);
      return null;
    },
  };
}
