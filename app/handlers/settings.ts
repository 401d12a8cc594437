import type { Handlers } from '../handlers.ts';
import type { Services } from '../services/start-services.ts';

export function settingsHandlers({ settings }: Services): Pick<Handlers, 'settings.read' | 'settings.change'> {
  return {
    'settings.read': async () => settings.read(),
    'settings.change': async (patch) => settings.change(patch),
  };
}
