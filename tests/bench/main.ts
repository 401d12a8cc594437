import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type PresetName, presets } from '../../models/network/config.ts';
import { benchPhotos } from './photos.ts';
import { benchSpeed } from './speed.ts';
import { printTable, type Row } from './table.ts';

const usage = `npm run bench -- [options]
  --preset <name>     network for the speed of calls and steps: ${Object.keys(presets).join(', ')} (small)
  --threads <n>       threads (one for each core)
  --rounds <n>        repetitions of each measurement; the shortest counts (8)
  --no-photos         only the speed of calls and steps
Contenders take turns in each round, so that what else the machine does meets them all alike.`;

const { values } = parseArgs({
  options: {
    preset: { type: 'string', default: 'small' },
    threads: { type: 'string', default: String(availableParallelism()) },
    rounds: { type: 'string', default: '8' },
    'no-photos': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const [threads, rounds] = [values.threads, values.rounds].map(Number) as [number, number];

if (values.help) {
  console.log(usage);
} else if (!(values.preset in presets) || !(threads >= 1) || !(rounds >= 1)) {
  console.error(usage);
  process.exitCode = 2;
} else {
  const rows: Row[] = [];
  for await (const row of benchSpeed({ preset: values.preset as PresetName, threads, rounds })) rows.push(row);
  if (!values['no-photos']) for await (const row of benchPhotos(threads)) rows.push(row);
  printTable(rows);
}
