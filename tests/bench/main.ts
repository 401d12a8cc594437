import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type PresetName, presets } from '../../models/network/config.ts';
import { benchBrush } from './brush.ts';
import { benchDay } from './day.ts';
import { benchEngines } from './engines.ts';
import { benchGroup } from './group.ts';
import { benchPhotos } from './photos.ts';
import { benchSpeed } from './speed.ts';
import { benchStop } from './stop.ts';
import { printTable, type Row } from './table.ts';
import { benchTrainers } from './trainers.ts';

const usage = `npm run bench -- [options]
  --preset <name>     network for the speed of calls and steps: ${Object.keys(presets).join(', ')} (small)
  --threads <n>       threads (one for each core)
  --rounds <n>        repetitions of each measurement; the shortest counts (8)
  --no-photos         only the speed of calls and steps
  --stop <n>          only how soon nothing runs after Stop, n times each
  --day <photos>      only the memory of a day's work (50)
  --trainers <n>      only pictures a second of "heirloom train" and of models/pretrain in PyTorch, n times in turn
  --brush             only how soon paint follows the pointer, in a browser
Contenders take turns in each round, so that what else the machine does meets them all alike.`;

const { values } = parseArgs({
  options: {
    preset: { type: 'string', default: 'small' },
    threads: { type: 'string', default: String(availableParallelism()) },
    rounds: { type: 'string', default: '8' },
    stop: { type: 'string', default: '0' },
    day: { type: 'string', default: '0' },
    trainers: { type: 'string', default: '0' },
    brush: { type: 'boolean', default: false },
    'no-photos': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const numbers = [values.threads, values.rounds, values.stop, values.day, values.trainers].map(Number);
const [threads, rounds, stops, day, trainings] = numbers as [number, number, number, number, number];

if (values.help) {
  console.log(usage);
} else if (!(values.preset in presets) || !(threads >= 1) || !(rounds >= 1) || !(stops >= 0) || !(day >= 0) || !(trainings >= 0)) {
  console.error(usage);
  process.exitCode = 2;
} else if (stops > 0 || day > 0 || trainings > 0 || values.brush) {
  const rows: Row[] = [];
  if (stops > 0) for await (const row of benchStop(stops)) rows.push(row);
  if (day > 0) for await (const row of benchDay(day)) rows.push(row);
  if (trainings > 0) for await (const row of benchTrainers(values.preset as PresetName, threads, trainings)) rows.push(row);
  if (values.brush) for await (const row of benchBrush()) rows.push(row);
  printTable(rows);
} else {
  const rows: Row[] = [];
  for await (const row of benchSpeed({ preset: values.preset as PresetName, threads, rounds })) rows.push(row);
  for await (const row of benchEngines({ preset: values.preset as PresetName, threads, rounds })) rows.push(row);
  if (!values['no-photos']) {
    for await (const row of benchPhotos(threads)) rows.push(row);
    for await (const row of benchGroup(threads)) rows.push(row);
  }
  printTable(rows);
}
