import type { CropView, RecipeDetails, RecipeView, TeachView } from '../../contract/teach.ts';
import type { FailureCode } from '../../../models/failure.ts';
import type { TeachReport } from '../../../models/node/teach/teach.ts';
import type { Timing } from '../../../models/node/teach/time-teaching.ts';
import type { GoalChoice } from '../../../models/node/teach/goal.ts';
import type { Rectangle } from '../../../models/photo/photo.ts';

/** What a window sees of a session's record. */
export type TeachState = Pick<TeachView, 'summary' | 'notes' | 'crops' | 'split'> & {
  readonly goal: Omit<NonNullable<TeachView['goal']>, 'refusal'> | null;
  readonly recipe: RecipeView | null;
};

/** What the teaching process can be asked for, one after the other: name, input, result. */
export interface TeachAsks {
  /** Comes first. */
  open: { input: { readonly root: string; readonly id: string }; result: TeachState };
  survey: { input: { readonly sources: readonly string[] }; result: TeachState };
  goal: { input: GoalAsked; result: { readonly state: TeachState; readonly refusal: string | null } };
  crops: { input: null; result: readonly CropView[] };
  changeCrop: {
    input: { readonly id: number; readonly box?: Rectangle; readonly excluded?: boolean };
    result: { readonly crop: CropView; readonly state: TeachState };
  };
  cut: { input: null; result: TeachState };
  time: { input: null; result: Timing };
  propose: { input: RecipeWanted; result: RecipeView };
  plan: { input: RecipeWanted & { readonly details: RecipeDetails }; result: TeachState };
  extend: { input: { readonly steps: number }; result: TeachState };
  teach: { input: null; result: { readonly reason: 'stopped' | 'early' | 'done' } };
  judge: { input: { readonly share: number | null }; result: TeachJudged };
  keep: { input: TeachKept; result: { readonly model: string } };
  emptyCache: { input: null; result: TeachState };
  discard: { input: null; result: null };
}
export type TeachAskName = keyof TeachAsks;

export interface GoalAsked extends GoalChoice {
  /** Folder of the model that faces are left to: the base where most photos have one. */
  readonly faces?: string;
}

export interface RecipeWanted extends Pick<Timing, 'secondsPerStep' | 'secondsPerLook'> {
  readonly minutes: number;
}

export type TeachJudged = Omit<NonNullable<TeachView['verdict']>, 'round'>;

export interface TeachKept {
  readonly title: string;
  readonly share: number;
  /** The folder of a person's own models, and those whose ids are taken. */
  readonly models: string;
  readonly others: readonly string[];
  readonly picture: number | null;
}

export type ToTeacher =
  | { readonly kind: 'teach-ask'; readonly id: number; readonly name: TeachAskName; readonly input: unknown }
  /** Ends what is being done: it answers with 'cancelled', teaching with 'stopped' once it is saved. */
  | { readonly kind: 'teach-cancel' }
  | ({ readonly kind: 'teach-steer' } & TeachSteer);

/** What may change at any moment. */
export interface TeachSteer {
  /** False: wait before the next step. */
  readonly ready: boolean;
  readonly speed: number;
}

export type FromTeacher =
  | { readonly kind: 'teach-progress'; readonly work: 'survey' | 'cut' | 'time' | 'judge'; readonly done: number; readonly of: number }
  | { readonly kind: 'teach-report'; readonly report: TeachReport }
  | { readonly kind: 'teach-answered'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'teach-refused'; readonly id: number; readonly code: FailureCode | 'internal'; readonly message: string };
