import { untrack } from 'svelte';
import type { Mark } from '../../app/contract/marks.ts';
import type { Heirloom } from './heirloom.svelte.ts';
import type { PhotoDocument } from './photo-document.svelte.ts';

const afterMs = 250;
const againMs = 3000;

/** Marks are kept by the application as they are made: a program that is killed brings them back. Call it within an effect. */
export function autosaveMarks(heirloom: Heirloom): () => void {
  const document = heirloom.current;
  if (document === null) return () => undefined;
  const { marks } = document;
  const known: readonly Mark[] = untrack(() => document.photo.marks);
  document.unkept = marks !== known && marks.length + known.length > 0;
  if (!document.unkept) return () => undefined;
  const keep = (): void => {
    waiting = false;
    void keepMarks(heirloom, document, marks);
  };
  let waiting = true;
  const timer = setTimeout(keep, afterMs);
  return () => {
    clearTimeout(timer);
    // Another photo is looked at now: this one's last marks must not be lost.
    if (waiting && heirloom.current !== document) keep();
  };
}

/** A disk may be full, or the connection gone: what was painted is kept as soon as that is over, unless more was painted since. */
async function keepMarks(heirloom: Heirloom, document: PhotoDocument, marks: readonly Mark[]): Promise<void> {
  for (let told = false; document.marks === marks; told = true) {
    const answer = await heirloom.try('photos.keepMarks', { photo: document.photo.id, marks: [...marks], window: heirloom.name });
    if (answer.ok || answer.error.code === 'photo-closed') {
      if (document.marks === marks) document.unkept = false;
      return;
    }
    // A connection that is lost is told of already.
    if (!told && answer.error.code !== 'connection-lost') heirloom.notify('bad', answer.error.message);
    await new Promise((resolve) => setTimeout(resolve, againMs));
  }
}
