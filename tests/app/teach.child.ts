import { familyPhotos } from './family-photos.ts';
import { openApplication } from './application.ts';

/** Looks at photos, teaches, pauses so that all is saved, goes on, and says so: then everything is killed. */
const [folder, models, photos] = process.argv.slice(2) as [string, string, string];
await familyPhotos(photos, 10);
const app = await openApplication({ folder, modelFolders: [models] });
const { id: teaching } = await app.call('teach.begin', {});
await app.application.addTeachPaths(teaching, [photos]);
await app.call('teach.survey', { teaching });
await app.until('teach.changed', ({ summary, failure }) => summary !== null || failure !== null);
await app.call('teach.setGoal', { teaching, task: 'colorize', base: null, framing: null });
await app.call('teach.changeCrop', { teaching, crop: 9, excluded: true });
await app.call('teach.prepare', { teaching });
await app.until('teach.changed', ({ timing, work, failure }) => (timing !== null && work === null) || failure !== null);
await app.call('teach.start', { teaching, minutes: 1, details: { steps: 12 } });
await app.until('teach.changed', ({ run, failure }) => (run?.step ?? 0) > 1 || failure !== null);
const paused = await app.call('teach.pause', { teaching });
const reached = paused.run?.step ?? 0;
await app.call('teach.resume', { teaching });
await app.until('teach.changed', ({ run, failure }) => (run?.step ?? 0) > reached || failure !== null);
process.send?.(reached);
