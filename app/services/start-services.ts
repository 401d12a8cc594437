import { join } from 'node:path';
import type { Host } from '../host.ts';
import { makeFolder } from '../../models/node/atomic-file.ts';
import { WorkerHost } from '../worker/worker-host.ts';
import { Batches } from './batches.ts';
import { Downloads } from './downloads.ts';
import type { Emit } from './emit.ts';
import { JobQueue } from './job-queue.ts';
import { Masks } from './masks.ts';
import { ModelFiles } from './model-files.ts';
import { Models } from './models.ts';
import { Opening } from './opening.ts';
import { PhotoLibrary } from './photo-library.ts';
import { Pictures } from './pictures.ts';
import { Pyramids } from './pyramids.ts';
import { Saving } from './saving.ts';
import { SettingsService } from './settings.ts';
import { Teaching } from './teach/teaching.ts';

export interface Services {
  readonly library: PhotoLibrary;
  readonly pyramids: Pyramids;
  readonly downloads: Downloads;
  readonly models: Models;
  readonly settings: SettingsService;
  readonly errands: WorkerHost;
  readonly jobs: JobQueue;
  readonly saving: Saving;
  readonly batches: Batches;
  readonly masks: Masks;
  readonly opening: Opening;
  readonly pictures: Pictures;
  readonly teaching: Teaching;
  readonly modelFiles: ModelFiles;
  /** Where photos lie that were uploaded. */
  readonly photosFolder: string;
  close(): Promise<void>;
}

/** Everything that keeps state, put together once. */
export async function startServices(host: Host, tell: Emit, log: (error: unknown) => void): Promise<Services> {
  const emit: Emit = (name, payload) => {
    tell(name, payload);
    if (name === 'jobs.changed') teaching.jobsChanged();
  };
  const place = (name: string): string => join(host.folder, name);
  await makeFolder(host.folder, join(host.folder, 'config.json'));
  const library = await PhotoLibrary.open(place('photos'), emit, log);
  const pyramids = await Pyramids.open(place('tiles'));
  const downloads = await Downloads.open(place('downloads'));
  const models = new Models(place('models'), host.modelFolders, emit);
  const settings = new SettingsService(host.settings, emit);
  const worker = new WorkerHost(() => host.startWorker(), log);
  // Errands have a process of their own: a save goes on while a job is cancelled the hard way.
  const errands = new WorkerHost(() => host.startWorker(), log);
  const jobs = new JobQueue({ library, models, worker, emit, log });
  const saving = new Saving({ host, library, errands, downloads });
  const batches = await Batches.open(place('batches'), { host, downloads, library, jobs, saving, settings, emit, log });
  const masks = new Masks({ host, library, errands, downloads, log });
  const teaching = await Teaching.open(place('teach'), { host, jobs, models, photos: place('photos'), emit, log });
  const modelFiles = new ModelFiles(host, models, downloads);
  return {
    library,
    pyramids,
    downloads,
    models,
    settings,
    errands,
    jobs,
    saving,
    batches,
    masks,
    opening: new Opening(library, () => worker.warm()),
    pictures: new Pictures(library, pyramids),
    teaching,
    modelFiles,
    photosFolder: place('photos'),
    async close(): Promise<void> {
      const taught = teaching.close();
      await batches.close();
      await jobs.cancelAll();
      await saving.settled();
      masks.close();
      worker.stop();
      errands.stop();
      await library.settled();
      await taught;
      await modelFiles.close();
    },
  };
}
