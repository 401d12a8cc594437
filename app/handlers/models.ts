import type { Handlers } from '../handlers.ts';
import type { Host } from '../host.ts';
import type { Services } from '../services/start-services.ts';

type Models = 'models.list' | 'models.import' | 'models.remove' | 'devices.test';

export function modelHandlers(host: Host, { models, errands }: Services): Pick<Handlers, Models> {
  return {
    'models.list': async () => models.list(),
    async 'models.import'() {
      const folder = await host.dialogs.chooseModel();
      return folder === null ? null : models.import(folder);
    },
    async 'models.remove'({ model }) {
      await models.remove(model);
      return null;
    },
    'devices.test': async () => errands.errand('testDevices', { model: await models.any() }),
  };
}
