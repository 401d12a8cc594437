import { readFile, stat } from 'node:fs/promises';
import * as v from 'valibot';
import { hint } from '../app/contract/job.ts';
import { AppFailure } from '../models/failure.ts';
import type { ColourHint } from '../models/tasks/colour-hints.ts';

const shape = 'a list such as [{"x": 120, "y": 80, "radius": 12, "colour": [60, 120, 50]}]';
const largestBytes = 2 ** 20;

/** Hints of colour from a JSON file, in pixels of the photo. @throws AppFailure 'option-invalid' */
export async function readHints(path: string): Promise<readonly ColourHint[]> {
  let json: unknown;
  try {
    const { size } = await stat(path);
    json = size > largestBytes ? undefined : JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new AppFailure('option-invalid', `The hints in "${path}" cannot be read: --hints takes a JSON file with ${shape}.`, { cause });
  }
  const parsed = v.safeParse(v.array(hint), json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new AppFailure('option-invalid', `The hints in "${path}" make no sense at ${v.getDotPath(issue) ?? 'the top'}: --hints takes a JSON file with ${shape}.`);
}
