import type { NamedTensor } from '../../checkpoint/safetensors.ts';
import { damaged } from '../../evaluation/damage.ts';
import type { Photo } from '../../photo/photo.ts';
import { Random } from '../../random.ts';
import { middleSquare, validationLosses } from '../../teach/validation.ts';
import type { Restorer } from '../../tasks/restore.ts';
import type { TaskId } from '../../tasks/task.ts';
import type { Drawing, StoredPhoto } from '../../training/batch.ts';
import { writeFileAtomically } from '../atomic-file.ts';
import { type Network, openNetwork } from '../engine-host.ts';
import { sharp } from '../sharp.ts';
import type { Lesson } from './lesson.ts';
import { makePrivateFolder, places, type TeachSession } from './session.ts';

/** Pictures looked at while teaching goes on; the verdict looks at all. */
const mostLooked = 16;
const mostGeneral = 12;
/** Validation pictures of the strip. */
const stripLength = 4;

/** Mean losses of some weights, on the person's validation pictures and on the general set. */
export async function lossesOf(lesson: Lesson, drawing: Drawing, network: Network): Promise<{ own: number; general: number }> {
  const mean = async (pictures: readonly StoredPhoto[]): Promise<number> => {
    const losses = await validationLosses(pictures, drawing, async (...call) => network.predict(...call));
    return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  };
  const own = await mean(lesson.validation.slice(0, mostLooked));
  return { own, general: await mean(lesson.general.exam.slice(0, mostGeneral)) };
}

/** A network of the lesson's with these weights. @throws AppFailure 'engine-failed' */
export async function openWith(lesson: Lesson, weights: ReadonlyMap<string, NamedTensor>, threads: number): Promise<Network> {
  return openNetwork({ config: lesson.config, weights, device: 'cpu', threads });
}

/** Paints the strip: `now-0.png` .. beside `before-0.png` (as damaged) and `truth-0.png`. @returns how many */
export async function paintStrip(session: TeachSession, task: TaskId, lesson: Lesson, network: Network): Promise<number> {
  await makePrivateFolder(places(session.folder).stripFolder);
  const shown = lesson.validation.slice(0, stripLength);
  for (const [i, stored] of shown.entries()) {
    const truth = middleSquare(stored, lesson.config.side);
    const damage = damaged(task, truth, Random.fromSeed(i));
    const now = await restored(damage, { network, manifest: { ...lesson.base.manifest, task } }, i);
    await paint(session, `before-${i}`, damage.shown);
    await paint(session, `truth-${i}`, truth);
    await paint(session, `now-${i}`, now);
  }
  return shown.length;
}

/** The task on a damaged picture, to its end. */
export async function restored(damage: ReturnType<typeof damaged>, restorer: Restorer, seed: number): Promise<Photo> {
  const steps = damage.restore(restorer, { seed });
  let turn = await steps.next();
  while (turn.done !== true) turn = await steps.next();
  return turn.value;
}

/** @throws AppFailure 'disk-full', 'output-unwritable' */
export async function paint(session: TeachSession, name: string, { width, height, rgb }: Photo): Promise<void> {
  const bytes = Uint8Array.from(rgb, (value) => Math.round((Math.min(1, Math.max(-1, value)) + 1) * 127.5));
  const png = await sharp(bytes, { raw: { width, height, channels: 3 } }).png().toBuffer();
  await writeFileAtomically(places(session.folder).strip(name), png);
}
