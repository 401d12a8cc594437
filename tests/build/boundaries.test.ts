import fs from 'node:fs';
import path from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

/** The repository's own configuration; only the rules that need types are off, because the files below do not exist. */
const eslint = new ESLint({ cwd: root, overrideConfig: [tseslint.configs.disableTypeChecked] });

async function findings(file: string, source: string, rule: string): Promise<readonly string[]> {
  const [result] = await eslint.lintText(source, { filePath: path.join(root, file) });
  const broken = result!.messages.filter((message) => message.fatal);
  expect(broken, 'the source itself parses').toEqual([]);
  return result!.messages.filter((message) => message.ruleId === rule).map((message) => message.message);
}

const importing = async (file: string, source: string): Promise<readonly string[]> => findings(file, source, 'heirloom/imports');

describe('imports that point the wrong way are refused, and the message names the right place', () => {
  test.each([
    ['models/photo/a.ts', "import { linear } from '../diffusion/schedule.ts';", /^models\/photo \(.+\) may not import models\/diffusion/],
    ['models/diffusion/a.ts', "import { tasks } from '../tasks/index.ts';", /What both need belongs in models or models\/photo\./],
    ['models/network/a.ts', "import type { Lowered } from '../engine/lower.ts';", /Lowering a graph belongs in models\/engine/],
    ['models/engine/a.ts', "export * from '../tasks/index.ts';", /may not import models\/tasks/],
    ['models/tasks/a.ts', "export { train } from '../training/session.ts';", /may not import models\/training/],
    ['models/checkpoint/a.ts', "type Reader = import('../node/model-folder.ts').Reader;", /Reading and writing files belongs in models\/node\./],
    ['models/a.ts', "const { createPhoto } = await import('./photo/photo.ts');", /It may import nothing but its own files\./],
    ['models/node/a.ts', "const entry = new URL('../../cli/main.ts', import.meta.url);", /belongs in cli\//],
    ['app/a.ts', "import { start } from '../cli/main.ts';", /hand app\/ what it needs as a parameter/],
    ['cli/a.ts', "import { open } from '../electron/window.ts';", /may not import electron/],
    ['renderer/a.ts', "import { queue } from '../app/handlers/jobs.ts';", /Ask for it through a call in app\/contract\.ts\./],
    ['renderer/a.ts', "import { colorize } from '../models/tasks/colorize.ts';", /Ask for it through a call in app\/contract\.ts\./],
    ['build/a.ts', "import { createPhoto } from '../models/photo/photo.ts';", /belongs in cli\/ or tests\/bench\//],
    ['cli/a.ts', "import { expectSame } from '../tests/pictures.ts';", /may not import tests/],
    ['cli/a.ts', "import { x } from '../attic/x.ts';", /attic\/x\.ts: it lies in no room\. Give it a room in build\/lint\/rooms\.js\./],
  ])('%s: %s', async (file, source, message) => {
    expect(await importing(file, source)).toEqual([expect.stringMatching(message)]);
  });
});

describe('packages stay at home', () => {
  test.each([
    ['models/photo/a.ts', "import sharp from 'sharp';", /sharp: it belongs in models\/node, app or build\/packaging\./],
    ['models/tasks/a.ts', "import fs from 'node:fs';", /node:fs: what needs Node belongs in models\/node\./],
    ['models/photo/a.ts', "import path from 'path';", /path: what needs Node belongs in models\/node\./],
    ['models/node/a.ts', "import * as ort from 'onnxruntime-node';", /onnxruntime-node: it belongs in models\/engine\./],
    ['cli/a.ts', "import type { Tensor } from 'onnxruntime-common';", /onnxruntime-common: it belongs in models\/engine\./],
    ['app/a.ts', "import { ipcMain } from 'electron';", /electron: it belongs in electron\./],
    ['models/node/a.ts', "import { Command } from 'commander';", /commander: it belongs in cli\./],
    ['models/diffusion/a.ts', "import { sum } from 'lodash/fp';", /lodash\/fp\. Packages it may import: valibot\./],
    ['renderer/a.ts', "import fs from 'node:fs';", /node:fs: what needs Node belongs in app\./],
  ])('%s: %s', async (file, source, message) => {
    expect(await importing(file, source)).toEqual([expect.stringMatching(message)]);
  });
});

describe('imports that point down are left alone', () => {
  test.each([
    ['models/diffusion/a.ts', "import { Random } from '../random.ts'; import { toPlanar } from '../photo/planar.ts'; import * as v from 'valibot';"],
    ['models/engine/a.ts', "import * as ort from 'onnxruntime-node'; import { graph } from '../network/graph.ts';"],
    ['models/node/a.ts', "import fs from 'node:fs'; import sharp from 'sharp'; import { colorize } from '../tasks/colorize.ts';"],
    ['models/node/a.ts', "const entry = new URL('./engine-process.ts', import.meta.url); const pictures = new URL('../weights/', import.meta.url);"],
    ['cli/a.ts', "import { Command } from 'commander'; import { readPhoto } from '../models/node/photo-file.ts';"],
    ['renderer/a.ts', "import type { Calls } from '../app/contract.ts'; import Konva from 'konva';"],
    ['tests/models/a.test.ts', "import * as ort from 'onnxruntime-node'; import { Photo } from '../../models/photo/photo.ts';"],
  ])('%s: %s', async (file, source) => {
    expect(await importing(file, source)).toEqual([]);
  });
});

describe('rooms without a platform', () => {
  test.each([
    ['Math.random()', 'no-restricted-properties', 'Random'],
    ['Date.now()', 'no-restricted-globals', 'as a parameter'],
    ['new Date()', 'no-restricted-globals', 'as a parameter'],
    ["Buffer.from('a')", 'no-restricted-globals', 'Uint8Array'],
    ['process.env', 'no-restricted-globals', 'models/node'],
    ['setTimeout(() => {}, 1)', 'no-restricted-globals', 'async generator'],
    ['console.log(1)', 'no-restricted-globals', 'cli/ prints'],
    ['document.title', 'no-restricted-globals', 'models/node'],
  ])('%s is refused in models/diffusion and allowed in models/node', async (expression, rule, advice) => {
    const source = `export const x: unknown = ${expression};`;
    expect(await findings('models/diffusion/a.ts', source, rule)).toEqual([expect.stringContaining(advice)]);
    expect(await findings('models/node/a.ts', source, rule)).toEqual([]);
  });

  test('every folder of models/ has its room, and no room is invented', async () => {
    const rooms = await readRooms();
    const folders = fs
      .readdirSync(path.join(root, 'models'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !['weights', 'pretrain'].includes(entry.name) && holdsTypeScript(path.join(root, 'models', entry.name)))
      .map((entry) => `models/${entry.name}`);
    expect(folders.filter((folder) => !rooms.includes(folder))).toEqual([]);
  });
});

describe('style that the linter holds', () => {
  test.each([
    ['export default 1;', 'no-restricted-syntax', 'by name'],
    ["import { a } from './photo';", 'no-restricted-syntax', 'extension'],
    ['enum A { B }', 'no-restricted-syntax', 'union'],
    ['const x: any = 1;', '@typescript-eslint/no-explicit-any', 'any'],
    ['// @ts-ignore\nconst x = 1;', '@typescript-eslint/ban-ts-comment', 'ts-ignore'],
  ])('%s', async (source, rule, message) => {
    expect(await findings('models/photo/a.ts', source, rule)).toEqual([expect.stringContaining(message)]);
  });
});

async function readRooms(): Promise<readonly string[]> {
  const table = (await import(path.join(root, 'build/lint/rooms.js'))) as { rooms: readonly { name: string }[] };
  return table.rooms.map((room) => room.name);
}

function holdsTypeScript(folder: string): boolean {
  return fs.readdirSync(folder, { recursive: true }).some((file) => String(file).endsWith('.ts'));
}
