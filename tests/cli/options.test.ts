import { describe, expect, test } from 'vitest';
import { marginPixels, parseMargins } from '../../cli/margins.ts';
import { parseInpaintOptions, parseRunOptions } from '../../cli/options.ts';
import { parseTrainOptions } from '../../cli/train-options.ts';
import { usageSentence } from '../../cli/usage-sentence.ts';
import { AppFailure } from '../../models/failure.ts';

describe('options of a run', () => {
  test('nothing typed is all defaults, and nothing a model decides is decided here', () => {
    expect(parseRunOptions({})).toEqual({ device: 'auto', engine: 'onnx', threads: 0, seed: 0, variants: 1, overwrite: false, recursive: false });
  });

  test('words become values', () => {
    const raw = { steps: '20', seed: ' 7 ', intensity: '.5', start: '1', format: 'jpg', quality: '100', variants: '3', sampler: 'ddim', threads: '2' };
    expect(parseRunOptions(raw)).toMatchObject({
      steps: 20, seed: 7, intensity: 0.5, start: 1, format: 'jpeg', quality: 100, variants: 3, sampler: 'ddim', threads: 2,
    });
    expect(parseRunOptions({ format: 'tif' }).format).toBe('tiff');
  });

  test.each<[raw: Record<string, unknown>, sentence: string]>([
    [{ steps: '0' }, '--steps must be a whole number from 1 to 10000, not "0".'],
    [{ steps: '2.5' }, '--steps must be a whole number from 1 to 10000, not "2.5".'],
    [{ steps: '1e3' }, 'not "1e3"'],
    [{ steps: '0x10' }, 'not "0x10"'],
    [{ steps: '' }, 'not ""'],
    [{ steps: 'Infinity' }, 'not "Infinity"'],
    [{ seed: '-1' }, '--seed must be a whole number from 0 to 9007199254740991, not "-1".'],
    [{ seed: '9007199254740992' }, '--seed must be a whole number'],
    [{ seed: '9007199254740991', variants: '2' }, '--seed 9007199254740991 leaves no room for 2 variants'],
    [{ variants: '101' }, '--variants must be a whole number from 1 to 100, not "101".'],
    [{ intensity: '3' }, '--intensity must be a number from 0 (grey) to 2, such as 0.8, not "3".'],
    [{ start: '0' }, '--start must be a number above 0 and up to 1, such as 0.9, not "0".'],
    [{ quality: '101' }, '--quality must be a whole number from 1 to 100, not "101".'],
    [{ format: 'bmp' }, '--format must be one of png, jpg, jpeg, webp, tif, tiff, avif, not "bmp".'],
    [{ sampler: 'euler' }, '--sampler must be one of ddpm, ddim, dpmpp-2m, not "euler".'],
    [{ engine: 'tf' }, '--engine must be one of onnx, tensorflow, not "tf".'],
    [{ device: 'gpu' }, '--device must be one of auto, cpu, webgpu, coreml, dml, cuda, not "gpu".'],
    [{ threads: 'all' }, '--threads must be a whole number from 0 to 256, not "all".'],
    [{ out: ' ' }, '--out must name a folder or a file'],
  ])('%o is refused in one sentence', (raw, sentence) => {
    const attempt = (): unknown => parseRunOptions(raw);
    expect(attempt).toThrow(AppFailure);
    expect(attempt).toThrow(sentence);
  });

  test("the task's own options do not disturb", () => {
    expect(parseInpaintOptions({ mask: 'm.png', fitMask: true, steps: '3' })).toEqual({ mask: 'm.png', fitMask: true, invertMask: false });
  });
});

describe('the recipe of a training', () => {
  test('is the preset\'s where nothing else is said', () => {
    const { recipe, predict, schedule } = parseTrainOptions({ task: 'inpaint' });
    expect([predict, schedule.kind, recipe.batch, recipe.emaDecay, recipe.weighting]).toEqual(['y0', 'cosine', 16, 0.999, 'min-snr']);
  });

  test('is the study\'s with its preset, but for what is said', () => {
    const { recipe, predict, schedule } = parseTrainOptions({ task: 'inpaint', preset: 'study', batch: '8' });
    expect([predict, schedule.steps, recipe.batch, recipe.emaDecay, recipe.warmUpSteps, recipe.weighting]).toEqual(['eps', 1200, 8, 0.9999, 10_000, 'uniform']);
    expect(parseTrainOptions({ task: 'inpaint', preset: 'study', predict: 'v' }).predict).toBe('v');
  });

  test('has the Haar levels that are asked for', () => {
    expect(parseTrainOptions({ task: 'inpaint', haarLevels: '1' }).haarLevels).toBe(1);
    expect(() => parseTrainOptions({ task: 'inpaint', haarLevels: '3' })).toThrow('--haar-levels must be one of 0, 1, 2, not "3".');
  });

  test('drops the share that is asked for, none included', () => {
    expect(parseTrainOptions({ task: 'inpaint' }).dropout).toBeUndefined();
    expect(parseTrainOptions({ task: 'inpaint', dropout: '0' }).dropout).toBe(0);
    expect(() => parseTrainOptions({ task: 'inpaint', dropout: '1' })).toThrow('--dropout must be a number from 0 to 0.9, such as 0.1');
  });
});

describe('margins', () => {
  test.each<[raw: Record<string, string>, pixels: Record<string, number>]>([
    [{ all: '10%' }, { left: 20, right: 20, top: 10, bottom: 10 }],
    [{ all: '10%', left: '0' }, { left: 0, right: 20, top: 10, bottom: 10 }],
    [{ left: '30' }, { left: 30, right: 0, top: 0, bottom: 0 }],
    [{ bottom: '30px', top: '12.5 %' }, { left: 0, right: 0, top: 13, bottom: 30 }],
  ])('%o of a photo 200x100', (raw, pixels) => {
    expect(marginPixels(parseMargins(raw), 200, 100)).toEqual(pixels);
  });

  test.each<[raw: Record<string, string>, sentence: string]>([
    [{}, 'Say how far to go on and where'],
    [{ all: '0' }, 'Say how far to go on and where'],
    [{ left: '-5' }, '--left must be whole pixels up to 20000 or a share up to 400%, such as 200px or 20%, not "-5".'],
    [{ top: '1.5' }, '--top must be whole pixels'],
    [{ top: '401%' }, '--top must be whole pixels'],
    [{ all: '10em' }, '--all must be whole pixels'],
    [{ all: '1.2.3%' }, '--all must be whole pixels'],
  ])('%o is refused', (raw, sentence) => {
    expect(() => parseMargins(raw)).toThrow(sentence);
  });
});

test.each([
  ["error: unknown option '--stps'\n(Did you mean --steps?)", ['jpeg', '--stps'], `Unknown option '--stps' (did you mean --steps?): see "heirloom jpeg --help".`],
  ["error: unknown command 'jpg'", ['jpg'], `Unknown command 'jpg': see "heirloom --help".`],
  ["error: missing required argument 'photos'", ['colorize'], `Missing required argument 'photos': see "heirloom colorize --help".`],
])("commander's %o is one sentence", (message, words, sentence) => {
  expect(usageSentence(message, words)).toBe(sentence);
});
