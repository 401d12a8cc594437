import type { Command } from 'commander';

export function registerTeach(program: Command): void {
  program
    .command('teach')
    .summary('adapt a model to your own photos: look, teach, compare, keep or discard')
    .description(
      'Teaches a model that comes with Heirloom on your own photos: looks at them, cuts out what teaches, teaches, compares\n' +
        'with the model it came from on photos kept apart, and keeps the new model if it is better. Nothing leaves this computer.',
    )
    .argument('[photos...]', 'folders (searched all the way down) and photos')
    .requiredOption('--name <name>', 'what the new model is called')
    .option('--task <task>', 'colorize or inpaint (default: colorize)')
    .option('--base <id>', 'the model to begin with (default: the best one here for these photos)')
    .option('--minutes <n>', 'how long to teach: 10 is quick, 60 good, 480 a night (default: 10)')
    .option('--keep <when>', 'always, better or never (default: better)')
    .option('--use-for <folder>', 'restore photos in that folder by the new model from now on')
    .option('--resume', 'go on with what was stopped or killed, or judge it again')
    .option('--forget', 'take away what an earlier run of that name left: pictures, weights')
    .optionsGroup('Details:')
    .option('--framing <what>', 'faces, or whole pictures (default: faces where most photos have one)')
    .option('--steps <n>', 'steps instead of minutes')
    .option('--learning-rate <n>', 'step size of Adam')
    .option('--trained <weights>', 'all, or attention-and-decoder (default: all)')
    .option('--dropout <n>', 'share of activations that are dropped (default: 0.1)')
    .option('--subsets <n>', 'Algorithm 2: parts of the photos')
    .option('--epochs-per-subset <n>', 'Algorithm 2: epochs on each part')
    .option('--side <pixels>', "of the training pictures (default: 128, or the network's own if that is less)")
    .option('--share <0-1>', 'how much of what was taught is kept: 1 = all of it (default: 0.5 or less, so that little is forgotten)')
    .optionsGroup('The machine:')
    .option('--speed <percent>', 'share of the time to spend: 50 rests half of it (default: 100)')
    .option('--save-every <minutes>', 'minutes between two saves (default: 2)')
    .option('--threads <n>', 'processor cores to use (default: all)')
    .option('--json', 'one JSON object a line on stdout, for programs')
    .addHelpText('after', lesson)
    .action(async (photos: readonly string[], raw: unknown) => {
      const { runTeach } = await import('./run-teach.ts');
      process.exitCode = await runTeach(photos, raw);
    });
}

const lesson = `
Examples:
  heirloom teach ~/Pictures/family --name "Our family"
      ten minutes of colours; kept if it is better on photos it has not seen
  heirloom teach ~/Pictures/family --name "Our family" --task inpaint --minutes 60 --use-for ~/Pictures/family
  heirloom teach --name "Our family" --resume
      after Ctrl-C, a crash or a power cut: goes on to the same result
  heirloom colorize old.jpg --model our-family

A model can reveal the photos it learned from: share it only with whom you would show them.`;
