import type { Handlers } from '../handlers.ts';
import type { Services } from '../services/start-services.ts';

export function resultHandlers({ saving }: Services): Pick<Handlers, 'results.save' | 'results.check'> {
  return {
    'results.save': async ({ photo, version, ...choice }) => saving.save(photo, version, choice),
    'results.check': async ({ photo, version }) => saving.check(photo, version),
  };
}
