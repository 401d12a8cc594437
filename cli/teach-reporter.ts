import type { Manifest } from '../models/checkpoint/manifest.ts';
import type { SurveyProgress } from '../models/node/teach/survey.ts';
import type { TeachReport } from '../models/node/teach/teach.ts';
import type { Timing } from '../models/node/teach/time-teaching.ts';
import { trendWords } from '../models/teach/curve.ts';
import type { Split } from '../models/teach/split.ts';
import { type Summary, summaryWords } from '../models/teach/summary.ts';
import type { TeachRecipe } from '../models/teach/teach-recipe.ts';
import type { TeachVerdict } from '../models/teach/verdict.ts';
import { leftWords, secondsWords } from './words.ts';

/** Tells how teaching goes. */
export interface TeachReporter {
  surveying(progress: SurveyProgress): void;
  surveyed(summary: Summary, notes: readonly string[]): void;
  cutting(done: number, of: number): void;
  cut(split: Split | null, base: Manifest, notes: readonly string[]): void;
  timing(done: number, of: number): void;
  planned(recipe: TeachRecipe, timing: Pick<Timing, 'secondsPerStep' | 'secondsPerLook'> | undefined): void;
  teaching(report: TeachReport): void;
  taught(reason: 'early' | 'done'): void;
  judging(done: number, of: number): void;
  verdict(verdict: TeachVerdict): void;
  kept(manifest: Manifest, folder: string): void;
  discarded(name: string): void;
  /** @param name under which it can go on; null if nothing was begun */
  stopped(name: string | null): void;
}

export function chooseTeachReporter(json: boolean): TeachReporter {
  return json ? jsonReporter() : linesReporter();
}

function jsonReporter(): TeachReporter {
  const say = (type: string, fields: object): void => void process.stdout.write(`${JSON.stringify({ type, ...fields })}\n`);
  return {
    surveying: (progress) => say('surveying', progress),
    surveyed: (summary, notes) => say('survey', { summary, notes }),
    cutting: (done, of) => say('cutting', { done, of }),
    cut: (split, base, notes) => say('pictures', { train: split?.train.length, validation: split?.validation.length, base: base.id, notes }),
    timing: (done, of) => say('timing', { done, of }),
    planned: (recipe, timing) => say('planned', { recipe, timing: timing ?? null }),
    teaching: (report) => say('teaching', report),
    taught: (reason) => say('taught', { reason }),
    judging: (done, of) => say('judging', { done, of }),
    verdict: (verdict) => say('verdict', verdict),
    kept: ({ id }, folder) => say('kept', { model: id, folder }),
    discarded: (name) => say('discarded', { name }),
    stopped: (name) => say('stopped', { name }),
  };
}

/** A log may be read while something takes minutes: a sign of life this often. */
const signOfLifeMs = 5000;

function linesReporter(): TeachReporter {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  let lastMs = 0;
  const now = (line: () => string, due = false): void => {
    if (!due && Date.now() - lastMs < signOfLifeMs) return;
    lastMs = Date.now();
    say(line());
  };
  return {
    surveying: ({ done, of }) => now(() => `Looked at ${done} of ${of} photos`),
    surveyed(summary, notes) {
      say(`${summaryWords(summary)}.`);
      notes.forEach(say);
    },
    cutting: (done, of) => now(() => `Cut ${done} of ${of} pictures`),
    cut(split, base, notes) {
      say(`${split?.train.length} pictures teach, ${split?.validation.length} are kept apart to judge by; the model is ${base.id}.`);
      notes.forEach(say);
    },
    timing: (done, of) => now(() => `Timing step ${done} of ${of}`),
    planned(recipe, timing) {
      const pace = timing === undefined ? '' : `, ${secondsWords(timing.secondsPerStep)} each on this computer`;
      say(`At most ${recipe.steps} steps of ${recipe.training.batch} pictures${pace}.`);
    },
    teaching({ step, of, pictures, leftMs, trend, curve, strip }) {
      const left = leftMs === undefined ? '' : `, ${leftWords(leftMs / 1000)}`;
      const point = curve.at(-1);
      const error = strip === null || point === undefined ? '' : `; error on photos kept apart ${(100 * point.own).toFixed(1)} % of before. ${trendWords[trend]}`;
      now(() => `Step ${step} of ${of}, ${pictures} photos${left}${error}`, strip !== null);
    },
    taught: (reason) => say(reason === 'early' ? 'Stopped early: it no longer gets better. The best state is kept.' : 'Taught.'),
    judging: (done, of) => now(() => `Comparing: ${done} of ${of}`),
    verdict: ({ sentence }) => say(sentence),
    kept({ id }, folder) {
      say('A model can reveal the photos it learned from: share it only with whom you would show them.');
      process.stdout.write(`Kept as ${id} in ${folder}. Use it with --model ${id}.\n`);
    },
    discarded: (name) => say(`Not kept. "heirloom teach --name ${JSON.stringify(name)} --resume --keep always" keeps it all the same, --forget takes it away.`),
    stopped: (name) =>
      say(name === null ? 'Stopped before anything was taught.' : `Stopped and saved. Go on with: heirloom teach --name ${JSON.stringify(name)} --resume`),
  };
}
