import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { writeFileAtomically } from '../../models/node/atomic-file.ts';

/** A JSON file that is written whole or not at all; writes follow each other, and of those that wait only the last is made. */
export class RecordFile<Value> {
  readonly path: string;
  #running: Promise<void> = Promise.resolve();
  #waiting: { readonly value: Value; readonly done: Promise<void> } | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /** Resolves when this value, or a later one, is on the disk. @throws AppFailure 'disk-full' or 'output-unwritable' */
  async write(value: Value): Promise<void> {
    if (this.#waiting === undefined) {
      const done = this.#running.then(async () => {
        const latest = this.#waiting as { readonly value: Value };
        this.#waiting = undefined;
        await writeFileAtomically(this.path, new TextEncoder().encode(`${JSON.stringify(latest.value, undefined, 1)}\n`));
      });
      // Its failure is for those who asked; the next write has its own luck.
      this.#running = done.catch(() => undefined);
      this.#waiting = { value, done };
    } else {
      this.#waiting = { value, done: this.#waiting.done };
    }
    return this.#waiting.done;
  }

  async settled(): Promise<void> {
    return this.#running;
  }
}

/** @returns undefined if there is no such file, or it does not hold what it should (`log` learns why) */
export async function readRecord<Schema extends v.GenericSchema>(
  path: string,
  schema: Schema,
  log: (error: unknown) => void,
): Promise<v.InferOutput<Schema> | undefined> {
  try {
    return v.parse(schema, JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) log(error);
    return undefined;
  }
}
