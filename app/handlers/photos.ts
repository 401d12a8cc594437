import type { Handlers } from '../handlers.ts';
import type { Host } from '../host.ts';
import { setStrength } from '../services/colour-strength.ts';
import { mix } from '../services/mixing.ts';
import type { Services } from '../services/start-services.ts';

type Photos = Extract<keyof Handlers, `photos.${string}`>;

export function photoHandlers(host: Host, { library, opening, jobs, masks, pyramids, errands }: Services): Pick<Handlers, Photos> {
  return {
    'photos.choose': async () => opening.paths(await host.dialogs.choosePhotos()),
    'photos.openExample': async ({ name }) => opening.example(name),
    'photos.list': async () => library.list(),
    async 'photos.close'({ photo }) {
      jobs.cancelOf(photo);
      masks.stopFinding(photo);
      await library.close(photo);
      await pyramids.drop(photo);
      return null;
    },
    async 'photos.keepMarks'({ photo, marks, window }) {
      await library.keepMarks(photo, marks, window ?? null);
      return null;
    },
    async 'photos.show'({ photo, version }) {
      library.find(photo).pathOf(version);
      return library.change(photo, (record) => ({ ...record, shown: version }));
    },
    'photos.removeVersion': async ({ photo, version }) => library.removeVersion(photo, version),
    'photos.setStrength': async (request) => setStrength(library, errands, request),
    'photos.mix': async (request) => mix(library, errands, request),
  };
}
