import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { type TeachId, teachView, type TeachView } from '../../contract/teach.ts';
import { AppFailure } from '../../../models/failure.ts';
import { makeFolder } from '../../../models/node/atomic-file.ts';
import type { Emit } from '../emit.ts';
import { newId } from '../new-id.ts';
import { readRecord, RecordFile } from '../record-file.ts';

const keptTeaching = v.object({
  view: teachView,
  /** Folders and files on this computer that a person chose. */
  paths: v.array(v.string()),
});
type Kept = Readonly<v.InferOutput<typeof keptTeaching>>;

interface Held {
  kept: Kept;
  readonly file: RecordFile<Kept>;
  toldMs: number;
  telling: NodeJS.Timeout | undefined;
}

/** No window is told of a teaching more often than this. */
const tellEveryMs = 500;

/** What is known of each teaching, kept on the disk: `<id>.json`. */
export class Teachings {
  readonly folder: string;
  readonly #emit: Emit;
  readonly #log: (error: unknown) => void;
  readonly #held = new Map<TeachId, Held>();

  private constructor(folder: string, emit: Emit, log: (error: unknown) => void) {
    this.folder = folder;
    this.#emit = emit;
    this.#log = log;
  }

  /** What was under way when the program ended waits, paused. @throws AppFailure 'output-unwritable', 'disk-full' */
  static async open(folder: string, emit: Emit, log: (error: unknown) => void): Promise<Teachings> {
    const teachings = new Teachings(folder, emit, log);
    await makeFolder(folder);
    for (const name of (await readdir(folder)).filter((file) => file.endsWith('.json')).sort()) {
      const kept = await readRecord(join(folder, name), keptTeaching, log);
      if (kept !== undefined) teachings.#hold({ ...kept, view: atRest(kept.view) });
    }
    return teachings;
  }

  list(): readonly TeachView[] {
    return [...this.#held.values()].map(({ kept }) => kept.view).sort((a, b) => a.begunMs - b.begunMs);
  }

  async begin(): Promise<TeachView> {
    const id = newId() as TeachId;
    const held = this.#hold({ view: fresh(id), paths: [] });
    await held.file.write(held.kept);
    return held.kept.view;
  }

  /** @throws AppFailure 'id-unknown' */
  view(id: TeachId): TeachView {
    return this.#find(id).kept.view;
  }

  /** @throws AppFailure 'id-unknown' */
  paths(id: TeachId): readonly string[] {
    return this.#find(id).kept.paths;
  }

  /** Windows are told soon; it is on the disk when this resolves. @throws AppFailure 'id-unknown', 'disk-full', 'output-unwritable' */
  async change(id: TeachId, change: Partial<TeachView>, paths?: readonly string[]): Promise<TeachView> {
    const held = this.#find(id);
    this.show(id, change);
    if (paths !== undefined) held.kept = { ...held.kept, paths: [...paths] };
    await held.file.write(held.kept);
    return held.kept.view;
  }

  /** As `change`, but for what is soon out of date: it is written with the next change. One that has ended is let be. */
  show(id: TeachId, change: Partial<TeachView>): void {
    const held = this.#held.get(id);
    if (held === undefined) return;
    held.kept = { ...held.kept, view: { ...held.kept.view, ...change } };
    this.#tell(held);
  }

  async end(id: TeachId): Promise<void> {
    const held = this.#find(id);
    clearTimeout(held.telling);
    this.#held.delete(id);
    await held.file.settled();
    await rm(held.file.path, { force: true });
    this.#emit('teach.ended', { teaching: id });
  }

  async settled(): Promise<void> {
    for (const { telling } of this.#held.values()) clearTimeout(telling);
    await Promise.all([...this.#held.values()].map(async ({ file, kept }) => file.write(kept).catch(this.#log)));
  }

  #hold(kept: Kept): Held {
    const held: Held = { kept, file: new RecordFile(join(this.folder, `${kept.view.id}.json`)), toldMs: 0, telling: undefined };
    this.#held.set(kept.view.id, held);
    return held;
  }

  #find(id: TeachId): Held {
    const held = this.#held.get(id);
    if (held === undefined) throw new AppFailure('id-unknown', 'These photos are not being taught any more: begin anew.');
    return held;
  }

  #tell(held: Held): void {
    if (held.telling !== undefined) return;
    held.telling = setTimeout(
      () => {
        held.telling = undefined;
        held.toldMs = Date.now();
        this.#emit('teach.changed', held.kept.view);
      },
      Math.min(tellEveryMs, Math.max(0, held.toldMs + tellEveryMs - Date.now())),
    ).unref();
  }
}

function atRest(view: TeachView): TeachView {
  const { run } = view;
  const ended = run === null || run.state === 'early' || run.state === 'done';
  return { ...view, work: null, run: ended ? run : { ...run, state: 'paused', secondsLeft: null } };
}

function fresh(id: TeachId): TeachView {
  return {
    id,
    begunMs: Date.now(),
    sources: [],
    uploads: 0,
    work: null,
    summary: null,
    notes: [],
    goal: null,
    crops: { all: 0, used: 0 },
    split: null,
    timing: null,
    recipe: null,
    run: null,
    speed: 1,
    pauseOnBattery: true,
    verdict: null,
    kept: null,
    failure: null,
  };
}
