import { describe, expect, test } from 'vitest';
import { parseManifest } from '../../../models/checkpoint/manifest.ts';
import { AppFailure } from '../../../models/failure.ts';
import { tinyManifest } from './tiny-model.ts';

const text = JSON.stringify(tinyManifest);

test('comes back as it was, with and without what is optional', () => {
  expect(parseManifest(text)).toEqual(tinyManifest);
  const { default: _, flop: _flop, limits: _limits, ...plain } = { ...tinyManifest, parent: null, metrics: {}, defaults: { sampler: 'ddim', steps: 20 } };
  expect(parseManifest(JSON.stringify(plain))).toEqual(plain);
});

test('every field is needed, and needs its type', () => {
  const optional = new Set(['default', 'flop', 'limits', 'defaults.spacing', 'defaults.eta', 'defaults.start', 'defaults.intensity']);
  const paths = pathsOf(tinyManifest).filter((path) => !path.startsWith('metrics.') && !/\.\d+$/.test(path));
  expect(paths.length).toBeGreaterThan(45);
  for (const path of paths) {
    if (!optional.has(path)) expect(refused(edited(path)), path).toContain('cannot be used: ');
    for (const wrong of [{}, [[]], [], '', -1, true, 'x\u0000', null]) {
      // A few of these are right somewhere: no parent, a default model, an empty list, ...
      if ((path === 'parent' && wrong === null) || (/^default$|stemSkip/.test(path) && wrong === true) || (path === 'metrics' && sameJson(wrong, {}))) continue;
      if (path === 'network.attentionLevels' && sameJson(wrong, [])) continue;
      if (/^(data|trainedOn|licence|limits)$/.test(path) && wrong === 'x\u0000') continue;
      expect(refused(edited(path, wrong)), `${path} = ${JSON.stringify(wrong)}`).toContain('cannot be used: ');
    }
  }
});

describe('hostile manifests', () => {
  test.each<[string, string, string]>([
    ['nothing', '', 'it is not valid JSON'],
    ['a list', '[]', 'it does not describe a model'],
    ['a person', '{"name":"Ada"}', 'it does not describe a model'],
    ['null', 'null', 'it does not describe a model'],
    ['text', '"manifest"', 'it does not describe a model'],
    ['an id twice', text.replace('{', '{"id":"other",'), 'it names "id" twice'],
    ['__proto__', text.replace('{', '{"__proto__":{"task":"inpaint"},'), 'forbidden name __proto__'],
    ['__proto__ as a measure', text.replace('"metrics":{', '"metrics":{"__proto__":1,'), 'forbidden name __proto__'],
    ['a field nobody knows', text.replace('{', '{"file":"/etc/passwd",'), 'it has a field "file" that this version of Heirloom does not know'],
    ['another format', edited('format', 2), 'it was made by another version of Heirloom'],
    ['an id that climbs', edited('id', '../../etc'), 'its field "id" is missing or wrong'],
    ['an id with a slash', edited('id', 'a/b'), 'its field "id"'],
    ['an id with a backslash', edited('id', 'a\\b'), 'its field "id"'],
    ['an id with a drive', edited('id', 'c:'), 'its field "id"'],
    ['an id that is a dot', edited('id', '.'), 'its field "id"'],
    ['an empty id', edited('id', ''), 'its field "id"'],
    ['an id of 65 letters', edited('id', 'a'.repeat(65)), 'its field "id"'],
    ['an id with a line break', edited('id', 'a\n'), 'its field "id"'],
    ['an id in capitals', edited('id', 'Face'), 'its field "id"'],
    ['an id that is a device on Windows', edited('id', 'nul'), 'its field "id"'],
    ['a parent that climbs', edited('parent', '..'), 'its field "parent"'],
    ['a title that moves the cursor', edited('title', 'x\u001b[2J'), 'its field "title"'],
    ['a title of two lines', edited('title', 'x\u2028y'), 'its field "title"'],
    ['a task from elsewhere', edited('task', 'toString'), 'its field "task"'],
    ['a sampler from elsewhere', edited('defaults.sampler', 'constructor'), 'its field "defaults.sampler"'],
    ['a measure that is infinite', text.replace('24.5', '1e999'), 'its field "metrics.PSNR dB"'],
    ['a measure that is no number', edited('metrics.PSNR dB', null), 'its field "metrics.PSNR dB"'],
    ['a network too large for any memory', edited('network.channels', 1e9), 'its field "network.channels"'],
    ['a schedule that runs out of precision', edited('schedule', { kind: 'constant', steps: 100_000, kept: 0.5 }), 'its field "schedule"'],
    ['a schedule without noise', edited('schedule', { kind: 'constant', steps: 10, kept: 1 - 2 ** -60 }), 'its field "schedule'],
    ['a schedule without noise', edited('schedule', { kind: 'linear', steps: 10, from: 1e-20, to: 0.01 }), 'its field "schedule"'],
    ['a short sha256', edited('sha256', 'ab'), 'its field "sha256"'],
    ['a day that is none', edited('created', '2026-13-40T10:00:00Z'), 'its field "created"'],
    ['a time of no known zone', edited('created', '2026-11-22T10:00:00'), 'its field "created"'],
  ])('%s', (_, json, reason) => {
    expect(refused(json)).toContain(reason);
  });
});

/** The sentence. */
function refused(json: string): string {
  try {
    parseManifest(json, '/models/x/manifest.json');
  } catch (error) {
    if (!(error instanceof AppFailure)) throw error;
    expect(error.code).toBe('checkpoint-invalid');
    expect(error.message).toMatch(/^\/models\/x\/manifest\.json cannot be used: .+; copy the model again from where it came, or choose another one\.$/);
    return error.message;
  }
  return 'not refused';
}

/** The manifest with a field set, or taken out if no value is given. */
function edited(path: string, ...value: [unknown] | []): string {
  const manifest = structuredClone(tinyManifest) as unknown as Record<string, unknown>;
  const names = path.split('.');
  const last = names.pop()!;
  const parent = names.reduce((object, name) => object[name] as Record<string, unknown>, manifest);
  if (value.length === 0) Reflect.deleteProperty(parent, last);
  else parent[last] = value[0];
  return JSON.stringify(manifest);
}

function pathsOf(value: object, prefix = ''): string[] {
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    const below = typeof inner === 'object' && inner !== null ? pathsOf(inner, `${prefix}${name}.`) : [];
    return [prefix + name, ...below];
  });
}

function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
