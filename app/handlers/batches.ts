import type { Handlers } from '../handlers.ts';
import type { Services } from '../services/start-services.ts';

type Batch = 'batches.start' | 'batches.list' | 'batches.pause' | 'batches.resume' | 'batches.end';

export function batchHandlers({ batches }: Services): Pick<Handlers, Batch> {
  return {
    'batches.start': async (request) => batches.start(request),
    'batches.list': async () => batches.list(),
    'batches.pause': async ({ batch }) => batches.pause(batch),
    'batches.resume': async ({ batch }) => batches.resume(batch),
    async 'batches.end'({ batch }) {
      await batches.end(batch);
      return null;
    },
  };
}
