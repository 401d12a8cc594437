import type { Step } from '../contract/job.ts';
import type { Provenance } from '../../models/node/metadata/provenance.ts';
import type { OpenPhoto } from './open-photo.ts';
import type { VersionRecord } from './photo-record.ts';

/** What was done to get from the photo to a version: sentences for a person, and the steps for `heirloom replay`. */
export function provenanceOf(photo: OpenPhoto, version: VersionRecord): Provenance {
  const line = lineOf(photo, version);
  return {
    history: line.map(sentenceOf),
    recipe: JSON.stringify({ format: 1, steps: line.map(({ step, model, seed }) => ({ step, model, seed })) }),
  };
}

/** From the first version made of the photo to this one. */
function lineOf(photo: OpenPhoto, version: VersionRecord): readonly VersionRecord[] {
  const line = [version];
  for (let from = version.from; from !== null; ) {
    const before = photo.versionRecord(from);
    line.unshift(before);
    from = before.from;
  }
  return line;
}

function sentenceOf({ step, model, seed }: VersionRecord): string {
  if (step === null) return 'Regions of several restored versions were put together with Heirloom.';
  return `${sentences[step.task]} (Heirloom, model ${model ?? 'unknown'}, seed ${seed}).`;
}

const sentences: Readonly<Record<Step['task'], string>> = {
  colorize: 'Colours are simulated: a model guessed them from the light of the photo',
  inpaint: 'Marked parts are simulated: a model filled them in',
  uncrop: 'The margins are simulated: a model continued the photo beyond its edges',
  jpeg: 'Traces of JPEG compression were removed by a model, which guesses fine detail',
};
