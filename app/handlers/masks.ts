import type { Handlers } from '../handlers.ts';
import type { Services } from '../services/start-services.ts';

export function maskHandlers({ masks }: Services): Pick<Handlers, Extract<keyof Handlers, `masks.${string}`>> {
  return {
    'masks.find': async ({ photo, version }) => masks.find(photo, version),
    async 'masks.stopFinding'({ photo }) {
      masks.stopFinding(photo);
      return null;
    },
    'masks.import': async ({ photo }) => masks.import(photo),
    'masks.export': async ({ photo, marks }) => masks.export(photo, marks),
  };
}
