import { untrack } from 'svelte';
import type { Mark } from '../../app/contract/marks.ts';
import type { Heirloom } from './heirloom.svelte.ts';

const afterMs = 250;

/** Marks are kept by the application as they are made: a program that is killed brings them back. Call it within an effect. */
export function autosaveMarks(heirloom: Heirloom): () => void {
  const document = heirloom.current;
  if (document === null) return () => undefined;
  const { marks } = document;
  const known: readonly Mark[] = untrack(() => document.photo.marks);
  if (marks === known || (marks.length === 0 && known.length === 0)) return () => undefined;
  const keep = (): void => {
    void heirloom.ask('photos.keepMarks', { photo: document.photo.id, marks: [...marks] });
    waiting = false;
  };
  let waiting = true;
  const timer = setTimeout(keep, afterMs);
  return () => {
    clearTimeout(timer);
    // Another photo is looked at now: this one's last marks must not be lost.
    if (waiting && heirloom.current !== document) keep();
  };
}
