import type { TaskName } from './job.ts';

export interface ModelView {
  readonly id: string;
  readonly title: string;
  readonly task: TaskName;
  /** Id of the model it was taught from. */
  readonly parent: string | null;
  /** Came with Heirloom, and stays. */
  readonly shipped: boolean;
  readonly parameters: number;
  /** Pictures it has learned from, each time counted. */
  readonly images: number;
  readonly licence: string;
  /** Set if its files are damaged: one sentence. */
  readonly trouble: string | null;
}

export interface DeviceReport {
  readonly name: string;
  /** Null if it cannot be used; then `sentence` says why. */
  readonly callsPerSecond: number | null;
  readonly sentence: string;
}
