import type { TaskId } from '../tasks/task.ts';
import type { Interval } from './bootstrap.ts';
import type { Region } from './picture.ts';
import type { RegionMeasures, Row } from './row.ts';

/** A whole evaluation, as `heirloom evaluate --json` writes it. A field may be added, none changes its meaning. */
export interface Evaluation {
  readonly format: 1;
  readonly task: TaskId;
  /** Id of the model and sha256 of its weights. */
  readonly model: string;
  readonly sha256: string;
  /** Side of the pictures, pixels. */
  readonly side: number;
  /** At which the network worked on them. */
  readonly networkSide: number;
  /** Names of the photos, in order. */
  readonly photos: readonly string[];
  readonly seed: number;
  /** Fraction of the chain sampled, null = the model's own. */
  readonly start: number | null;
  /** Strength of the colours, 1 = as the model says. */
  readonly intensity: number;
  /** Whether the photos to be coloured were aged. */
  readonly aged: boolean;
  /** The engine's, in words. */
  readonly device: string;
  /** What the Frechet distance is called, which says what it may be compared with. */
  readonly distance: string;
  /** Sentences for a person: photos that could not be read. */
  readonly notes: readonly string[];
  readonly rows: readonly Row[];
}

/** The evaluation as a page of Markdown: the same numbers, the same text but for the times. */
export function reportOf(evaluation: Evaluation): string {
  const { task, model, side, photos, seed, rows } = evaluation;
  const seeds = Math.max(...rows.map((row) => row.seeds));
  const regions: readonly Region[] = rows.some(({ regions: { hole } }) => hole !== undefined) ? ['hole', 'picture'] : ['picture'];
  const parts = [
    `# ${model} on ${photos.length} photos`,
    `Task: ${task}, ${damages[task]}. Pictures of ${side} x ${side} pixels, ${seeds} ${seeds === 1 ? 'result' : 'results'} a photo, seed ${seed}${conditionsOf(evaluation)}. ${evaluation.device}`,
    ...evaluation.notes,
    ...regions.flatMap((region) => [...(regions.length > 1 ? [`## ${titles[region]}`] : []), tableOf(evaluation, region)]),
    legend(evaluation),
  ];
  return `${parts.join('\n\n')}\n`;
}

function conditionsOf({ side, networkSide, start, intensity, aged }: Evaluation): string {
  const worked = networkSide === side ? '' : `, the network working at ${networkSide} x ${networkSide}`;
  const sampled = start === null ? '' : `, sampled from ${start} of the chain`;
  const strength = intensity === 1 ? '' : `, colours ${intensity} times as strong`;
  return `${worked}${sampled}${strength}${aged ? ', the light aged: soft lens, grain, fading, scratches, JPEG' : ''}`;
}

const damages: Readonly<Record<TaskId, string>> = {
  colorize: 'from the photo\'s luma alone',
  inpaint: 'a square of 20 to 30 % of the picture near its centre missing',
  uncrop: '20 to 50 % of the picture missing at one side or all around',
  jpeg: 'saved as JPEG of quality 5 to 30',
};

const untouched: Readonly<Record<TaskId, string>> = {
  colorize: 'left grey',
  inpaint: 'filled with the mean colour',
  uncrop: 'filled with the mean colour',
  jpeg: 'left as it is',
};

const titles: Readonly<Record<Region, string>> = { hole: 'In what was missing', picture: 'Over the whole picture' };

interface Column {
  readonly title: string;
  readonly digits: number;
  readonly of: (measures: RegionMeasures) => Interval | null;
}

const columns: readonly Column[] = [
  { title: 'CIEDE2000', digits: 2, of: ({ colourError }) => colourError },
  { title: 'a*', digits: 2, of: ({ a }) => a },
  { title: 'b*', digits: 2, of: ({ b }) => b },
  { title: 'colourfulness', digits: 2, of: ({ colourfulness }) => colourfulness },
  { title: 'tint over seeds', digits: 2, of: ({ tintSpread }) => tintSpread },
  { title: 'PSNR, dB', digits: 2, of: ({ psnr }) => psnr },
  { title: 'SSIM', digits: 3, of: ({ ssim }) => ssim },
  { title: 'feature distance', digits: 3, of: ({ featureDistance }) => featureDistance },
];

function tableOf({ task, rows }: Evaluation, region: Region): string {
  const whole = region === 'picture';
  const faces = whole && rows.some(({ identity }) => identity !== null);
  const heads = [
    '',
    ...columns.map(({ title }) => title),
    ...(whole ? ['Frechet', 'Frechet, middle'] : []),
    ...(faces ? ['Frechet, faces', 'identity'] : []),
    ...(whole ? ['s a picture'] : []),
  ];
  const lines = rows.map((row) => {
    const measures = row.regions[region];
    const name = row.sampler === null ? (row.rival ?? untouched[task]) : `${row.sampler}, ${row.steps} ${row.steps === 1 ? 'step' : 'steps'}`;
    const cells = columns.map(({ digits, of }) => intervalText(measures === undefined ? null : of(measures), digits));
    const seconds = row.secondsPerPicture === null ? '-' : row.secondsPerPicture.toFixed(2);
    const ofFaces = [intervalText(row.frechetFaces, 3), intervalText(row.identity, 3)];
    const ofWhole = [intervalText(row.frechet, 3), intervalText(row.frechetMiddle, 3), ...(faces ? ofFaces : []), seconds];
    return [name, ...cells, ...(whole ? ofWhole : [])];
  });
  return [heads, heads.map((_, i) => (i === 0 ? ':--' : '--:')), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function intervalText(interval: Interval | null, digits: number): string {
  if (interval === null) return '-';
  const text = (value: number): string => value.toFixed(digits).replace(/^-(0\.?0*)$/, '$1');
  return `${text(interval.value)} (${text(interval.low)} to ${text(interval.high)})`;
}

function legend({ distance, photos, rows }: Evaluation): string {
  const middle = rows.some(({ frechetMiddle }) => frechetMiddle !== null);
  const faces = rows.some(({ identity }) => identity !== null);
  return [
    'In brackets: 95 % confidence intervals by bootstrap over the photos.',
    'CIEDE2000: mean colour difference, 0 = none, about 1 is the least that people see.',
    'a*, b*: mean signed errors; above 0 too red and too yellow, below too green and too blue.',
    'colourfulness: Hasler and Suesstrunk\'s, over that of the true photos; 1 = as colourful as they are.',
    'tint over seeds: how far the mean a*, b* of a result lies from the mean over the seeds, root mean square.',
    'SSIM: Wang et al. 2004, on luma.',
    'feature distance: how differently the network of the Frechet distance sees the two, place by place, at three depths; 0 = alike. As LPIPS (Zhang et al. 2018), with its own scale.',
    `Frechet: ${distance}, over ${photos.length} photos; it falls as their number grows.`,
    ...(faces
      ? [
          'Frechet, faces: the same on 1024 features of FaceRes, a network that tells persons apart.',
          'identity: cosine of those features between the true face and the restored one; 1 = the same.',
        ]
      : []),
    ...(middle ? ['Frechet, middle: the same on 768 features from the middle of that network, the last layer that its fine-tuning left frozen.'] : []),
  ].join('\n');
}
