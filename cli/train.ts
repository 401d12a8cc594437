import type { Command } from 'commander';
import type { TrainReport } from '../models/node/train.ts';
import { watchInterrupts } from './interrupt.ts';
import { addOriginOptions, addRecipeOptions } from './recipe-options.ts';
import { parseTrainOptions, type TrainCommandOptions } from './train-options.ts';
import { secondsWords } from './words.ts';

export function registerTrain(program: Command): void {
  const command = program
    .command('train')
    .summary('teach a model on your own photos')
    .description('Teaches a model on folders or .tar files of photos. Stop it with Ctrl-C whenever you like: --resume goes on where it stopped.')
    .argument('<photos...>', 'folders or .tar files of photos')
    .requiredOption('--task <task>', 'colorize, inpaint, uncrop or jpeg')
    .option('--run <folder>', 'where the run and the finished model are kept (default: runs/my-run)')
    .option('--resume', 'go on with the run in that folder')
    .option('--minutes <n>', 'stop after so many minutes')
    .option('--steps <n>', 'stop after so many steps in all')
    .option('--id <name>', 'name of the finished model (default: my-<task>-<preset>)');
  addOriginOptions(command)
    .option('--side <pixels>', 'side of the training pictures (default: 256; 128 is four times as fast)')
    .option('--batch <n>', 'pictures a step (default: 16; preset study: 1024)')
    .option('--micro-batch <n>', 'pictures at once, fewer need less memory (default: 4)')
    .option('--learning-rate <n>', 'step size of Adam (default: 0.0004; preset study: 0.0001)');
  addRecipeOptions(command)
    .option('--seed <n>', 'same seed, same photos: same bytes (default: 1)')
    .option('--save-every <minutes>', 'minutes between two saves (default: 5)')
    .option('--engine <name>', 'onnx or tensorflow, which npm run setup:tensorflow installs (default: onnx)')
    .option('--threads <n>', 'processor cores to use (default: all)')
    .option('--json', 'print one JSON object a line')
    .addHelpText('after', lesson)
    .action(async (photos: readonly string[], raw: unknown) => {
      process.exitCode = await runTraining(photos, parseTrainOptions(raw));
    });
}

const lesson = `
Examples:
  heirloom train ~/Pictures/family --task colorize --minutes 30
  heirloom train ~/Pictures/family --task colorize --minutes 30 --resume
  heirloom train landscapes.tar --task colorize --parent models/weights/face-colorize-small
`;

async function runTraining(sources: readonly string[], options: TrainCommandOptions): Promise<number> {
  const { json, predict, saveEvery, id, run, ...rest } = options;
  // Only here: no other command's --help should wait for the engine.
  const { train } = await import('../models/node/train.ts');
  const interruption = watchInterrupts(() => {});
  try {
    const steps = train({
      ...rest,
      sources,
      prediction: predict,
      folder: run,
      id: id ?? `my-${options.task}-${options.preset}`,
      saveEveryMinutes: saveEvery,
      signal: interruption.signal,
      parent: options.parent,
      steps: options.steps,
      minutes: options.minutes,
    });
    const recent: number[] = [];
    let next = await steps.next();
    for (; next.done !== true; next = await steps.next()) {
      recent.push(next.value.loss);
      if (recent.length > 50) recent.shift();
      tell(next.value, recent.reduce((sum, loss) => sum + loss, 0) / recent.length, json);
    }
    if (json) say({ type: 'trained', folder: `${run}/model`, ...next.value });
    else process.stdout.write(`${next.value.images} pictures seen in ${secondsWords(next.value.hours * 3600)}. The model is in ${run}/model.\n`);
    return interruption.exitCode() ?? 0;
  } finally {
    interruption.release();
  }
}

/** Every step as JSON; for a person every tenth and every save, with the mean of the last fifty losses. */
function tell(report: TrainReport, meanLoss: number, json: boolean): void {
  if (json) {
    say({ type: 'training', ...report });
    return;
  }
  if (report.step % 10 !== 0 && !report.saved) return;
  const { step, images, spentMs, subset, epoch, saved } = report;
  process.stderr.write(
    `step ${step}, ${images} pictures, subset ${subset + 1}, epoch ${epoch + 1}, loss ${meanLoss.toFixed(4)}, ${secondsWords(spentMs / 1000)}${saved ? ', saved' : ''}\n`,
  );
}

function say(event: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}
