import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chooseModel, findModel, modelFolders } from '../../models/node/choose-model.ts';
import { AppFailure } from '../../models/failure.ts';
import { writeTinyModels } from './tiny-models.ts';

const root = mkdtempSync(join(tmpdir(), 'heirloom-choice-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeAll(async () => {
  await writeTinyModels(join(root, 'two'), ['colorize', 'inpaint']);
  await writeTinyModels(join(root, 'uncrop'), ['uncrop']);
});

test("a person's own folders go before the models that come with Heirloom", () => {
  expect(modelFolders({})).toEqual([join(homedir(), '.heirloom', 'models'), expect.stringMatching(/models[/\\]weights$/)]);
  const named = modelFolders({ HEIRLOOM_MODELS: ['/a', '/b', ''].join(delimiter) });
  expect(named).toEqual(['/a', '/b', expect.stringMatching(/models[/\\]weights$/)]);
});

describe('the model for a task', () => {
  const folders = [join(root, 'two')];
  const failureOf = async (work: Promise<unknown>): Promise<AppFailure> => {
    const failure: unknown = await work.then(() => undefined, (error: unknown) => error);
    expect(failure).toBeInstanceOf(AppFailure);
    return failure as AppFailure;
  };

  test('is the one that learned it', async () => {
    const { manifest, note } = await chooseModel('colorize', undefined, folders);
    expect([manifest.id, note]).toEqual(['tiny-colorize', undefined]);
  });

  test('is for uncrop one that fills holes, with a note, until one learned to uncrop', async () => {
    const filling = await chooseModel('uncrop', undefined, folders);
    expect(filling.manifest.id).toBe('tiny-inpaint');
    expect(filling.note).toBe('There is no model for continuing photos beyond their edges yet, so tiny-inpaint, which learned filling holes, does it.');
    const own = await chooseModel('uncrop', undefined, [...folders, join(root, 'uncrop')]);
    expect([own.manifest.id, own.note]).toEqual(['tiny-uncrop', undefined]);
  });

  test('is missing for jpeg: one sentence says how to get one', async () => {
    const failure = await failureOf(chooseModel('jpeg', undefined, folders));
    expect(failure.code).toBe('model-unknown');
    expect(failure.message).toBe(
      'There is no model for cleaning JPEGs yet: teach one with "heirloom train <folder of photos> --task jpeg", or name a model\'s folder with --model.',
    );
  });

  test('may be named by id or by the path of its folder', async () => {
    expect((await findModel('tiny-inpaint', folders)).folder).toBe(join(root, 'two', 'tiny-inpaint'));
    expect((await chooseModel('uncrop', join(root, 'uncrop', 'tiny-uncrop'), [])).manifest.id).toBe('tiny-uncrop');
    expect((await failureOf(chooseModel('colorize', join(root, 'nowhere'), []))).code).toBe('checkpoint-invalid');
  });

  test('is refused if it learned another one', async () => {
    const failure = await failureOf(chooseModel('inpaint', 'tiny-colorize', folders));
    expect(failure.code).toBe('model-unsuitable');
    expect(failure.message).toContain('tiny-colorize learned colouring photos, not filling holes');
  });
});
