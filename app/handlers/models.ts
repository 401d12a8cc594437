import type { Handlers } from '../handlers.ts';
import type { Host } from '../host.ts';
import type { Services } from '../services/start-services.ts';

type Models = Extract<keyof Handlers, `models.${string}`> | 'devices.test';

export function modelHandlers(host: Host, { models, modelFiles, errands, photosFolder }: Services): Pick<Handlers, Models> {
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
    'models.rename': async ({ model, title }) => models.rename(model, title),
    'models.export': async ({ model, passphrase }) => modelFiles.export(model, passphrase),
    'models.chooseFile': async () => modelFiles.choose(),
    'models.importFile': async ({ file, passphrase }) => modelFiles.import(file, passphrase),
    async 'models.useFor'({ model }) {
      const folders = host.kind === 'browser' ? [photosFolder] : await (host.dialogs.chooseFolders?.() ?? []);
      let view = null;
      for (const folder of folders) view = await models.useFor(model, folder);
      return view;
    },
    'models.stopUsing': async ({ model }) => models.stopUsing(model),
    'devices.test': async () => errands.errand('testDevices', { model: await models.any() }),
  };
}
