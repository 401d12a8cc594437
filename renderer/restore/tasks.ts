import type { TaskName } from '../../app/contract/job.ts';

/** In the order in which they are offered. */
export const tasks = [
  { task: 'colorize', icon: 'palette' },
  { task: 'inpaint', icon: 'bandage' },
  { task: 'uncrop', icon: 'widen' },
  { task: 'jpeg', icon: 'sparkle' },
] as const satisfies readonly { readonly task: TaskName; readonly icon: string }[];
