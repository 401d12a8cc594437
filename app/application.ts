import { answer, answered } from './answer.ts';
import type { EventName } from './contract.ts';
import type { Application, Host } from './host.ts';
import { makeHandlers } from './handlers/make-handlers.ts';
import type { Emit } from './services/emit.ts';
import { startServices } from './services/start-services.ts';

/**
 * The application without a window: everything a door (electron/, cli/serve) needs. What was open when it last ended, however
 * it ended, is open again.
 * @throws AppFailure 'output-unwritable' or 'disk-full' if the host's folder cannot be used
 */
export async function createApplication(host: Host): Promise<Application> {
  const listeners = new Set<(name: EventName, payload: unknown) => void>();
  const emit: Emit = (name, payload) => {
    for (const listener of [...listeners]) listener(name, payload);
  };
  const log = (error: unknown): void => console.error(error);
  const services = await startServices(host, emit, log);
  const handlers = makeHandlers(host, services);
  const { opening, pictures, downloads, masks, teaching, modelFiles } = services;
  return {
    answer: async (name, raw) => answer(handlers, name, raw, log),
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    openPaths: async (paths) => opening.paths(paths),
    openUpload: async (name, path) => opening.upload(name, path),
    openMask: async (photo, path) => answered(async () => masks.openFile(photo, path), log),
    addTeachPaths: async (id, paths) => answered(async () => teaching.addPaths(id, paths), log),
    addTeachUpload: async (id, name, path) => answered(async () => teaching.addUpload(id, name, path), log),
    openModelUpload: async (name, path) => answered(async () => Promise.resolve(modelFiles.upload(name, path)), log),
    picture: async (place) => (await pictures.get(place)) ?? teaching.picture(place),
    download: async (place) => downloads.take(place),
    async close() {
      await services.close();
    },
  };
}
