import type { Handlers } from '../handlers.ts';
import type { Services } from '../services/start-services.ts';

type Jobs = 'jobs.start' | 'jobs.list' | 'jobs.cancel';

export function jobHandlers({ jobs, settings }: Services): Pick<Handlers, Jobs> {
  return {
    'jobs.start': async (request) => jobs.start(request, settings.read()),
    'jobs.list': async () => jobs.list(),
    async 'jobs.cancel'({ job }) {
      jobs.cancel(job);
      return null;
    },
  };
}
