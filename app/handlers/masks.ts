import type { Handlers } from '../handlers.ts';
import type { Services } from '../services/start-services.ts';

export function maskHandlers({ masks }: Services): Pick<Handlers, 'masks.find' | 'masks.import' | 'masks.export'> {
  return {
    'masks.find': async ({ photo, version }) => masks.find(photo, version),
    'masks.import': async ({ photo }) => masks.import(photo),
    'masks.export': async ({ photo, marks }) => masks.export(photo, marks),
  };
}
