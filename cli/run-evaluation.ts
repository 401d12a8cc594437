import { evaluateModel, type EvaluateProgress } from '../models/node/evaluate/evaluate-model.ts';
import { type Evaluation, reportOf } from '../models/evaluation/report.ts';
import { writeFileAtomically } from '../models/node/atomic-file.ts';
import { type EvaluateCommandOptions, parseEvaluateOptions } from './evaluate-options.ts';
import { watchInterrupts } from './interrupt.ts';
import { chooseModel } from '../models/node/choose-model.ts';
import { guardOutputs } from './output-guard.ts';
import { leftWords } from './words.ts';

/** @returns the exit code @throws AppFailure */
export async function runEvaluation(source: string, raw: unknown): Promise<number> {
  const options = parseEvaluateOptions(raw);
  const { model: wanted, steps, sampler, side, start, inception, report, json, overwrite, quiet, ...rest } = options;
  const outputs = [report, json].filter((path) => path !== undefined);
  const guard = await guardOutputs([source], overwrite);
  for (const output of outputs) await guard.check(output);
  const { folder, note } = await chooseModel(options.task, wanted);
  if (note !== undefined) process.stderr.write(`${note}\n`);

  const interruption = watchInterrupts(() => {});
  try {
    const { signal } = interruption;
    const turns = evaluateModel({ ...rest, source, model: folder, side, steps, samplers: sampler, start, inception, signal });
    let written = 0;
    let startMs = performance.now();
    let turn = await turns.next();
    for (; turn.done !== true; turn = await turns.next()) {
      const { evaluation } = turn.value;
      // Reading the photos and looking at them says nothing of how long the network takes.
      if (turn.value.done === 0) startMs = performance.now();
      if (!quiet) tell(turn.value, performance.now() - startMs);
      // Hours of work must not be lost with the last line.
      if (evaluation.rows.length > written) await write(evaluation, options);
      written = evaluation.rows.length;
    }
    await write(turn.value, options);
    process.stdout.write(reportOf(turn.value));
    return 0;
  } catch (error) {
    const exitCode = interruption.exitCode();
    if (exitCode === undefined) throw error;
    process.stderr.write(outputs.length === 0 ? 'Stopped.\n' : `Stopped: ${outputs.join(' and ')} hold the lines that were finished.\n`);
    return exitCode;
  } finally {
    interruption.release();
  }
}

async function write(evaluation: Evaluation, { report, json }: EvaluateCommandOptions): Promise<void> {
  const encoder = new TextEncoder();
  if (report !== undefined) await writeFileAtomically(report, encoder.encode(reportOf(evaluation)));
  if (json !== undefined) await writeFileAtomically(json, encoder.encode(`${JSON.stringify(evaluation, undefined, 2)}\n`));
}

function tell({ done, of }: EvaluateProgress, spentMs: number): void {
  if (done === 0) return;
  process.stderr.write(`${done} of ${of} network calls, ${leftWords((spentMs / 1000 / done) * (of - done))}\n`);
}
