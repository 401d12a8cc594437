import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Picture } from '../../host.ts';
import { places } from '../../../models/node/teach/session.ts';

const photoForm = /^\/pictures\/teachings\/([a-z0-9]{20})\/photos\/(0|[1-9][0-9]{0,5})$/;
const stripForm = /^\/pictures\/teachings\/([a-z0-9]{20})\/strip\/((?:before|now|truth)-[0-9]{1,3}|verdict-[0-9]{1,3}-(?:damaged|base|taught|truth))\/[0-9]{1,16}$/;
const modelForm = /^\/pictures\/models\/([a-z0-9][a-z0-9-]{0,63})$/;

/** A picture of a teaching, or of a model, by its place (contract/teach.ts); only these forms lead to a file. */
export async function teachPicture(
  place: string,
  sessions: string,
  folderOfModel: (id: string) => Promise<string | undefined>,
): Promise<Picture | null> {
  const photo = photoForm.exec(place);
  if (photo !== null) return pictureAt(places(join(sessions, photo[1] as string)).thumbnail(Number(photo[2])), 'image/webp');
  const strip = stripForm.exec(place);
  if (strip !== null) return pictureAt(places(join(sessions, strip[1] as string)).strip(strip[2] as string), 'image/png');
  const folder = await folderOfModel(modelForm.exec(place)?.[1] ?? '');
  return folder === undefined ? null : pictureAt(join(folder, 'picture.png'), 'image/png');
}

async function pictureAt(path: string, type: string): Promise<Picture | null> {
  try {
    return { type, bytes: await readFile(path), fixed: false };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
