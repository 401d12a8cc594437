import type { Manifest } from './manifest.ts';

/** First line of every card written here; a card without it was written by a person and is left alone. */
export const CARD_MARK = '<!-- Written by Heirloom from manifest.json. Remove this line to keep your own text. -->';

/** A model card in Markdown: what the model is for, how it was made, how good it is, under what terms. */
export function modelCard(manifest: Manifest): string {
  const { recipe, defaults } = manifest;
  return `${CARD_MARK}
# ${manifest.title}

\`${manifest.id}\`, a model for Heirloom that ${TASK[manifest.task]} at ${manifest.network.side}x${manifest.network.side} pixels.

## How it was made
${manifest.parent === null ? 'Trained from random weights' : `Training went on from \`${manifest.parent}\``}, ended ${manifest.created}.

| | |
|---|---|
| learned from | ${cell(manifest.data)} |
| machine | ${cell(manifest.trainedOn)} |
| time | ${shown(manifest.hours)} hours, ${manifest.steps} steps, ${manifest.images} pictures (with repetition)${operations(manifest.flop)} |
| network | ${cell(recipe.preset)}, Haar levels ${manifest.network.haarLevels}, predicts ${manifest.prediction} |
| noise | ${manifest.schedule.kind}, ${manifest.schedule.steps} steps |
| subsets | ${recipe.subsets}, ${shown(recipe.epochsPerSubset)} epochs each |
| optimizer | ${recipe.optimizer}, learning rate ${shown(recipe.learningRate)}, ${recipe.warmUpSteps} steps of warm-up, batch ${recipe.batch} |
| loss | ${recipe.loss}, weighting ${recipe.weighting}${recipe.perceptual === undefined ? '' : `, perceptual ${shown(recipe.perceptual)}`}, gradient norm ${recipe.gradientClip === 0 ? 'not clipped' : `at most ${shown(recipe.gradientClip)}`} |
| averaging, dropout | EMA ${shown(recipe.emaDecay)}, dropout ${shown(recipe.dropout)} |
| used with | ${usedWith(defaults)} |

## How good it is
${measured(manifest.metrics)}

What it paints is a guess that looks likely, not what once was there. It does worse on photos unlike those it learned from.${manifest.limits === undefined ? '' : `

${cell(manifest.limits)}`}

## Terms
${manifest.licence}
`;
}

const TASK: Readonly<Record<Manifest['task'], string>> = {
  inpaint: 'fills missing parts of photos',
  colorize: 'colours black-and-white photos',
  uncrop: 'continues photos beyond their edges',
  jpeg: 'cleans photos of JPEG damage',
};

function usedWith({ sampler, steps, start = 1, intensity = 1 }: Manifest['defaults']): string {
  const from = start === 1 ? '' : `, from ${shown(start)} of the chain`;
  const strength = intensity === 1 ? '' : `, colours ${shown(intensity)} times as strong`;
  return `${sampler}, ${steps} steps${from}${strength}`;
}

/** In units of 10^15. */
function operations(flop: number | undefined): string {
  return flop === undefined ? '' : `, ${(flop / 1e15).toPrecision(2)} PFLOP`;
}

function measured(metrics: Manifest['metrics']): string {
  const rows = Object.entries(metrics).map(([name, value]) => `| ${cell(name)} | ${typeof value === 'number' ? shown(value) : `${shown(value[0])} (${shown(value[1])} to ${shown(value[2])})`} |`);
  if (rows.length === 0) return 'Not measured.';
  return ['Measured on photos it has not seen, in brackets 95 % intervals over the photos:', '', '| measure | value |', '|---|---|', ...rows].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
}

function shown(value: number): string {
  return String(Number(value.toPrecision(5)));
}
