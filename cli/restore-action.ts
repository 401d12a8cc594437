import type { TaskId } from '../models/tasks/task.ts';
import type { RestoreFile } from './run-photos.ts';

export type RawOptions = Readonly<Record<string, unknown>>;

/** What a task makes of its own options. */
export interface TaskPlan {
  /** Other files that are read, and so never written to. */
  readonly alsoRead?: readonly string[];
  /** Brings what the task needs into memory, while the model opens. */
  readonly load: () => Promise<RestoreFile>;
}

export const photosArgument = ['<photos...>', 'photos, folders of photos, or patterns such as "scans/*.png"'] as const;

/**
 * The action of a command that restores photos. What it needs is imported only when it runs: --help should not wait for
 * codecs and an engine.
 * @param plan checks the task's own options, as commander collected them; it may throw AppFailure 'option-invalid'
 */
export function restoreAction(
  task: TaskId,
  plan: (raw: RawOptions) => TaskPlan,
): (photos: string | readonly string[], raw: RawOptions) => Promise<void> {
  return async (photos, raw) => {
    const { runRestoration } = await import('./restore-command.ts');
    process.exitCode = await runRestoration({ task, patterns: typeof photos === 'string' ? [photos] : photos, raw, plan });
  };
}
