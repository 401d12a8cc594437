import type { Handlers } from '../handlers.ts';
import type { Host } from '../host.ts';
import type { Services } from '../services/start-services.ts';
import { applicationHandlers } from './application.ts';
import { batchHandlers } from './batches.ts';
import { jobHandlers } from './jobs.ts';
import { maskHandlers } from './masks.ts';
import { modelHandlers } from './models.ts';
import { photoHandlers } from './photos.ts';
import { resultHandlers } from './results.ts';
import { settingsHandlers } from './settings.ts';
import { teachHandlers } from './teach.ts';

/** What answers each call of the contract. */
export function makeHandlers(host: Host, services: Services): Handlers {
  return {
    ...applicationHandlers(host),
    ...photoHandlers(host, services),
    ...maskHandlers(services),
    ...jobHandlers(services),
    ...resultHandlers(services),
    ...batchHandlers(services),
    ...modelHandlers(host, services),
    ...settingsHandlers(services),
    ...teachHandlers(services),
  };
}
