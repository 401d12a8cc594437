import { AppFailure } from '../../models/failure.ts';
import { readPhoto, writePhoto } from '../../models/node/photo-file.ts';
import { withProvenance, type Provenance } from '../../models/node/metadata/provenance.ts';

/** Writes a version in the format that the first name ends in, under the first of the names that is free. */
export async function saveCopy(input: {
  readonly source: string;
  /** Never written over, under whatever name. */
  readonly original: string;
  readonly outputs: readonly string[];
  /** The person agreed, in a dialog, that the file be replaced. */
  readonly replace: boolean;
  readonly quality: number;
  readonly provenance: Provenance;
}): Promise<{ readonly output: string; readonly notes: readonly string[] }> {
  const file = await readPhoto(input.source);
  const metadata = { ...file.metadata, xmp: withProvenance(file.metadata.xmp, input.provenance) };
  const options = { quality: input.quality, source: input.original, overwrite: input.replace };
  for (const output of input.outputs) {
    try {
      const notes = await writePhoto(output, { ...file, metadata }, options);
      return { output, notes: [...file.notes, ...notes] };
    } catch (error) {
      const taken = error instanceof AppFailure && error.code === 'output-exists';
      if (!taken || output === input.outputs.at(-1)) throw error;
    }
  }
  throw new RangeError('There is no name to save under.');
}
