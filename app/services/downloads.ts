import { mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Download } from '../contract/save.ts';
import type { OfferedDownload } from '../host.ts';
import { makeFolder } from '../../models/node/atomic-file.ts';
import { newId } from './new-id.ts';

/** A file nobody fetched is forgotten after this many others. */
const most = 20;

/** Files that a browser fetches, each once. */
export class Downloads {
  readonly #folder: string;
  readonly #waiting = new Map<string, OfferedDownload>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(folder: string): Promise<Downloads> {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    return new Downloads(folder);
  }

  /** A folder for a file that is offered then. @throws AppFailure 'disk-full', 'output-unwritable' */
  async room(): Promise<string> {
    const folder = join(this.#folder, newId());
    await makeFolder(folder);
    return folder;
  }

  async offerFile(path: string): Promise<Download> {
    return this.#offer({ name: basename(path), content: { kind: 'file', path } });
  }

  /** @param name of the archive that holds them */
  async offerArchive(name: string, paths: readonly string[]): Promise<Download> {
    return this.#offer({ name, content: { kind: 'archive', paths } });
  }

  /** The file goes with the next start of the program: it is still being sent when this returns. */
  take(place: string): OfferedDownload | null {
    const found = this.#waiting.get(place) ?? null;
    this.#waiting.delete(place);
    return found;
  }

  async #offer(offered: OfferedDownload): Promise<Download> {
    const place = `/downloads/${newId()}`;
    this.#waiting.set(place, offered);
    for (const [old, { content }] of [...this.#waiting].slice(0, -most)) {
      this.#waiting.delete(old);
      // What lies elsewhere belongs to someone else.
      if (content.kind === 'file' && dirname(dirname(content.path)) === this.#folder) await rm(dirname(content.path), { recursive: true, force: true });
    }
    return { name: offered.name, place };
  }
}
