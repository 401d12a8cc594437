import { colorizeTask } from './colorize.ts';
import { inpaintTask } from './inpaint.ts';
import { jpegTask } from './jpeg.ts';
import type { TaskDefinition, TaskId } from './task.ts';
import { uncropTask } from './uncrop.ts';

/** Every task by its name; a new task is one file and one row here. */
export const tasks: Readonly<Record<TaskId, TaskDefinition>> = {
  inpaint: inpaintTask,
  colorize: colorizeTask,
  uncrop: uncropTask,
  jpeg: jpegTask,
};
