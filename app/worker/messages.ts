import type { Step } from '../contract/job.ts';
import type { FailureCode } from '../../models/failure.ts';
import type { ModelPlaces } from '../../models/node/open-model.ts';
import type { ErrandName } from './errands.ts';

/** A job as the worker gets it: files by their places, nothing left to choose. */
export interface JobOrder {
  readonly id: string;
  readonly source: string;
  /** How a person calls the file, for sentences. */
  readonly name: string;
  readonly step: Step;
  readonly model: ModelPlaces;
  readonly machine: JobMachine;
  /** Where each seed's result goes. */
  readonly results: readonly { readonly seed: number; readonly output: string }[];
  /** Files of the masks that the step's marks stamp, by their ids. */
  readonly stamps: Readonly<Record<string, string>>;
}

/** What a person has set: what computes, and where. */
export interface JobMachine {
  readonly engine: string;
  readonly device: string;
}

export type ToWorker =
  | { readonly kind: 'run'; readonly order: JobOrder }
  | { readonly kind: 'cancel'; readonly job: string }
  | { readonly kind: 'errand'; readonly id: number; readonly name: ErrandName; readonly input: unknown };

/** What a job tells of itself; of done, cancelled and failed exactly one is sent. */
export type JobMessage =
  | { readonly kind: 'note'; readonly job: string; readonly sentence: string }
  | { readonly kind: 'progress'; readonly job: string; readonly done: number; readonly of: number }
  | { readonly kind: 'preview'; readonly job: string; readonly seed: number; readonly picture: string }
  | { readonly kind: 'result'; readonly job: string; readonly seed: number; readonly width: number; readonly height: number }
  | { readonly kind: 'done'; readonly job: string }
  | { readonly kind: 'cancelled'; readonly job: string }
  | ({ readonly kind: 'failed'; readonly job: string } & Failed);

export type FromWorker =
  | JobMessage
  | { readonly kind: 'answered'; readonly id: number; readonly result: unknown }
  | ({ readonly kind: 'refused'; readonly id: number } & Failed);

interface Failed {
  /** `internal`: what nobody foresaw; its text is for the log. */
  readonly code: FailureCode | 'internal';
  readonly message: string;
}
