import { openApplication } from './application.ts';
import { openSmall } from './small-photos.ts';

/** Restores one version, keeps a mark, begins a batch, and says so: then it is killed. */
const [folder, path] = process.argv.slice(2);
const app = await openApplication({ folder: folder as string });
const { id } = await openSmall(app, path);
const step = { task: 'colorize', model: 'face-colorize-small' } as const;
await app.call('photos.keepMarks', { photo: id, marks: [{ kind: 'rectangle', from: { x: 1, y: 1 }, to: { x: 9, y: 9 } }] });
await app.call('jobs.start', { photo: id, version: null, seeds: [1], step });
await app.until('jobs.changed', ({ state }) => state === 'done');
await app.call('batches.start', { photos: [id], step: { ...step, quality: 'fine' }, save: { format: 'png' } });
await app.until('jobs.changed', ({ state, done }) => state === 'running' && done > 8);
process.send?.('working');
