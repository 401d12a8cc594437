import { AppFailure } from '../../models/failure.ts';
import { callNames } from '../contract.ts';
import type { Handlers } from '../handlers.ts';
import type { Host } from '../host.ts';
import type { Services } from '../services/start-services.ts';
import { applicationHandlers } from './application.ts';
import { jobHandlers } from './jobs.ts';
import { photoHandlers } from './photos.ts';
import { settingsHandlers } from './settings.ts';

export function makeHandlers(host: Host, services: Services): Handlers {
  const later = Object.fromEntries(callNames.map((name) => [name, async () => Promise.reject(new AppFailure('busy', `${name} is not built yet.`))]));
  const handlers = { ...applicationHandlers(host), ...photoHandlers(host, services), ...jobHandlers(services), ...settingsHandlers(services), 'models.list': async () => services.models.list() };
  return { ...later, ...handlers } as unknown as Handlers;
}
