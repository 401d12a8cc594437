import { join, parse } from 'node:path';
import type { Command } from 'commander';
import { AppFailure } from '../models/failure.ts';
import { failureEvent } from './failure-event.ts';
import { findPhotos } from './find-photos.ts';
import { guardOutputs } from './output-guard.ts';

interface PlatesOptions {
  readonly out: string;
  readonly overwrite: boolean;
}

export function registerPlates(program: Command): void {
  program
    .command('plates')
    .summary('lay the three exposures of a colour plate on one another')
    .description(
      'Makes the colour photograph of each plate that holds three exposures one above the other, taken through a blue, a\n' +
        'green and a red filter (as Prokudin-Gorskii did about 1910). No network: these are the true colours.',
    )
    .argument('<plates...>', 'scans of whole plates, or folders of them')
    .option('-o, --out <folder>', 'where the photographs go', 'out')
    .option('--overwrite', 'replace earlier results; a plate is never written over', false)
    .action(async (patterns: readonly string[], options: PlatesOptions) => {
      process.exitCode = await layPlates(patterns, options);
    });
}

/** One plate after the other; one that fails is one sentence, and the others go on. */
async function layPlates(patterns: readonly string[], { out, overwrite }: PlatesOptions): Promise<number> {
  const { makeFolder } = await import('../models/node/atomic-file.ts');
  const { readPhoto, writePhoto } = await import('../models/node/photo-file.ts');
  const { photoOfPlate, smallestExposure } = await import('../models/photo/plates.ts');
  const { photos, failures } = await findPhotos(patterns, { recursive: false, leaveOut: out });
  const guard = await guardOutputs(photos.map(({ path }) => path), overwrite);
  let failed = failures.length;
  const tell = (path: string, failure: unknown): void => {
    process.stderr.write(`${failureEvent(path, failure).sentence}\n`);
  };
  for (const { path, failure } of failures) tell(path, failure);
  await makeFolder(out);
  for (const { path } of photos) {
    try {
      const output = join(out, `${parse(path).name}-colours.png`);
      await guard.check(output);
      const plate = await readPhoto(path);
      const { width, height } = plate.photo;
      if (height < 2 * width || Math.min(width, Math.floor(height / 3)) < smallestExposure) {
        throw new AppFailure(
          'photo-unsupported',
          `"${path}" (${width} x ${height}) is no plate of three exposures one above the other: scan the whole plate, upright, each exposure at least ${smallestExposure} pixels wide and high.`,
        );
      }
      // A profile of the scan's greys says nothing of the colours.
      const { icc: _greys, ...metadata } = plate.metadata;
      const photo = { ...plate, photo: photoOfPlate(plate.photo), alpha: undefined, grey: false, metadata };
      for (const note of await writePhoto(output, photo, { overwrite, source: path })) process.stderr.write(`${note}\n`);
      process.stdout.write(`${output}\n`);
    } catch (error) {
      failed++;
      tell(path, error);
    }
  }
  return failed === 0 ? 0 : 1;
}
