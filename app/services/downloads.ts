import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from './new-id.ts';

/** A file nobody fetched is forgotten after this many others. */
const most = 20;

/** Files that a browser fetches, each once. */
export class Downloads {
  readonly #folder: string;
  readonly #waiting = new Map<string, { readonly name: string; readonly path: string }>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(folder: string): Promise<Downloads> {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    return new Downloads(folder);
  }

  /** Where a file of this name may be written, to be offered then. */
  async room(): Promise<string> {
    const folder = join(this.#folder, newId());
    await mkdir(folder);
    return folder;
  }

  /** @returns the place to fetch it from */
  async offer(name: string, path: string): Promise<string> {
    const place = `/downloads/${newId()}`;
    this.#waiting.set(place, { name, path });
    for (const [old, { path: file }] of [...this.#waiting].slice(0, -most)) {
      this.#waiting.delete(old);
      await rm(join(file, '..'), { recursive: true, force: true });
    }
    return place;
  }

  /** The file goes with the next start of the program: it is still being sent when this returns. */
  take(place: string): { readonly name: string; readonly path: string } | null {
    const found = this.#waiting.get(place) ?? null;
    this.#waiting.delete(place);
    return found;
  }
}
