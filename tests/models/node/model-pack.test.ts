import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeHuggingFace } from '../../../models/node/hugging-face.ts';
import { exportModel, importModel } from '../../../models/node/model-pack.ts';
import { readModel } from '../../../models/node/model-folder.ts';
import { openModelLibrary } from '../../../models/node/model-library.ts';
import { readModelUses, usedFor, useModelFor } from '../../../models/node/model-uses.ts';
import { deleteModel, renameModel } from '../../../models/node/own-models.ts';
import { makeBase } from './teach/tiny-world.ts';

let home: string;
let own: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'heirloom-pack-'));
  own = join(home, 'own');
  await makeBase(own, 'aunt');
  await writeFile(join(own, 'aunt', 'picture.png'), 'private');
});
afterAll(async () => rm(home, { recursive: true }));
const at = (name: string): string => join(home, name);

describe('an exported model', () => {
  it('is one file, without its picture, and comes back the same', async () => {
    await exportModel(join(own, 'aunt'), at('aunt.tar'));
    const manifest = await importModel(at('aunt.tar'), at('other'), []);
    expect(manifest).toEqual((await readModel(join(own, 'aunt'))).manifest);
    expect((await readdir(join(at('other'), 'aunt'))).sort()).toEqual(['MODEL_CARD.md', 'manifest.json', 'model.safetensors']);
    await expect(importModel(at('aunt.tar'), at('other'), [])).rejects.toMatchObject({ code: 'output-exists' });
    await expect(importModel(at('aunt.tar'), at('third'), ['aunt'])).rejects.toMatchObject({ code: 'output-exists' });
  });

  it('opens with its passphrase only', async () => {
    await exportModel(join(own, 'aunt'), at('aunt.age'), 'Sommer 1974');
    expect((await readFile(at('aunt.age'))).includes('face-colorize')).toBe(false);
    await expect(importModel(at('aunt.age'), at('locked'), [])).rejects.toMatchObject({ code: 'option-invalid' });
    await expect(importModel(at('aunt.age'), at('locked'), [], 'Winter 1974')).rejects.toMatchObject({ code: 'option-invalid' });
    expect((await importModel(at('aunt.age'), at('locked'), [], 'Sommer 1974')).id).toBe('aunt');
  });

  it('is refused with one sentence when it was tampered with, and nothing of it is left', async () => {
    const files = new Map<string, Buffer>();
    for (const name of ['manifest.json', 'model.safetensors']) files.set(name, await readFile(join(own, 'aunt', name)));
    const { model, manifest } = { model: files.get('model.safetensors')!, manifest: files.get('manifest.json')! };
    const turned = Buffer.from(model);
    turned[turned.length - 5]! ^= 1;
    const bad: Record<string, [string, Buffer, string?][]> = {
      'a way out of the folder': [['manifest.json', manifest], ['../../evil.json', manifest], ['model.safetensors', model]],
      'a whole path': [['/etc/evil', manifest]],
      'a link': [['manifest.json', manifest], ['model.safetensors', Buffer.alloc(0), 'symlink']],
      'a turned bit': [['manifest.json', manifest], ['model.safetensors', turned]],
      'no weights': [['manifest.json', manifest]],
      'no manifest': [['model.safetensors', model]],
      'a manifest twice': [['manifest.json', manifest], ['manifest.json', manifest], ['model.safetensors', model]],
      'another schema': [['manifest.json', Buffer.from('{"format":1,"id":"../x"}')], ['model.safetensors', model]],
      'a large manifest': [['manifest.json', Buffer.alloc(2 ** 20 + 1, 32)], ['model.safetensors', model]],
    };
    for (const [what, entries] of Object.entries(bad)) {
      await writeFile(at('bad.tar'), await tarOf(entries));
      await expect(importModel(at('bad.tar'), at('refused'), []), what).rejects.toMatchObject({ code: 'checkpoint-invalid' });
    }
    await writeFile(at('bad.tar'), (await readFile(at('aunt.tar'))).subarray(0, 5000));
    await expect(importModel(at('bad.tar'), at('refused'), [])).rejects.toMatchObject({ code: 'checkpoint-invalid' });
    await writeFile(at('bad.tar'), 'no archive');
    await expect(importModel(at('bad.tar'), at('refused'), [])).rejects.toMatchObject({ code: 'checkpoint-invalid' });
    await mkdir(at('refused'), { recursive: true });
    expect(await readdir(at('refused'))).toEqual([]);
    expect((await readdir(home)).includes('evil.json')).toBe(false);
  });
});

describe('a folder as Hugging Face has them', () => {
  it('is written and read, and refused when its weights are others', async () => {
    await writeHuggingFace(join(own, 'aunt'), at('hub'));
    expect((await readdir(at('hub'))).sort()).toEqual(['README.md', 'config.json', 'model.safetensors']);
    expect(await readFile(join(at('hub'), 'README.md'), 'utf8')).toMatch(/^---\nlibrary_name: heirloom\n/);
    const { id } = await importModel(at('hub'), at('from-hub'), []);
    const [before, after] = [await readModel(join(own, 'aunt')), await readModel(join(at('from-hub'), id))];
    for (const [name, { values }] of before.weights) {
      // Half precision keeps 11 bits.
      const halves = after.weights.get(name)!.values;
      expect(values.every((value, i) => Math.abs(value - halves[i]!) <= (Math.abs(value) + 1e-3) * 2 ** -10), name).toBe(true);
    }
    const weights = await readFile(join(at('hub'), 'model.safetensors'));
    weights[weights.length - 3]! ^= 1;
    await writeFile(join(at('hub'), 'model.safetensors'), weights);
    await expect(importModel(at('hub'), at('again'), [])).rejects.toMatchObject({ code: 'checkpoint-invalid' });
    await writeFile(join(at('hub'), 'config.json'), '{"architectures":["UNet2DModel"]}');
    await expect(importModel(at('hub'), at('again'), [])).rejects.toMatchObject({ code: 'checkpoint-invalid' });
  });
});

describe("a person's own models", () => {
  it('are used for photos in the folders they chose, the nearest folder first', async () => {
    await makeBase(own, 'uncle');
    const library = await openModelLibrary([own]);
    await useModelFor(own, at('photos'), 'aunt');
    await useModelFor(own, join(at('photos'), 'sea'), 'uncle');
    const uses = await readModelUses(own);
    const used = (...path: string[]): string | undefined => usedFor(uses, 'colorize', join(home, ...path), library)?.manifest.id;
    expect([used('photos', 'a.jpg'), used('photos', 'sea', 'b', 'c.jpg')]).toEqual(['aunt', 'uncle']);
    expect([used('photos2', 'a.jpg'), used('a.jpg')]).toEqual([undefined, undefined]);
    expect(usedFor(uses, 'inpaint', join(at('photos'), 'a.jpg'), library)).toBeUndefined();
  });

  it('take another name without a changed weight, and go with their uses', async () => {
    const find = async (id: string) => (await openModelLibrary([own])).find(id);
    const before = (await readModel(join(own, 'uncle'))).manifest;
    const renamed = await renameModel(own, await find('uncle'), ' Uncle\n Otto ');
    expect(renamed).toEqual({ ...before, title: 'Uncle Otto' });
    await expect(renameModel(own, await find('uncle'), '  ')).rejects.toMatchObject({ code: 'option-invalid' });
    await expect(deleteModel(at('other'), await find('uncle'))).rejects.toMatchObject({ code: 'model-unsuitable' });
    await deleteModel(own, await find('uncle'));
    expect((await openModelLibrary([own])).models.map(({ manifest }) => manifest.id)).toEqual(['aunt']);
    expect((await readModelUses(own)).map(({ model }) => model)).toEqual(['aunt']);
  });
});

async function tarOf(entries: readonly (readonly [string, Buffer, string?])[]): Promise<Buffer> {
  const archive = pack();
  for (const [name, bytes, type] of entries) {
    if (type === 'symlink') archive.entry({ name, type: 'symlink', linkname: '/etc/passwd' });
    else archive.entry({ name }, bytes);
  }
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
