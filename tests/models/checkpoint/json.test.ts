import { expect, test } from 'vitest';
import { parseJson } from '../../../models/checkpoint/json.ts';
import { startProcessorTime } from './processor-time.ts';

test('reads what JSON.parse reads', () => {
  for (const text of ['{"a":[{"b":1},{"b":2}],"c":{"a":":{}\\""}}', '[]', '"a:b"', '-1e3', '{}', '{"":{"":{"":0}}}']) {
    expect(parseJson(text)).toEqual(JSON.parse(text));
  }
});

test.each([
  ['twice in one object', '{"a":1,"b":2,"a":3}', 'names "a" twice'],
  ['twice, once escaped', '{"a":1,"\\u0061":3}', 'names "a" twice'],
  ['twice, deep inside', '{"x":[{"y":{"a":{},"b":[{"a":1}],"a":1}}]}', 'names "a" twice'],
  ['__proto__', '{"__proto__":{"polluted":true}}', 'uses the forbidden name __proto__'],
  ['__proto__, escaped', '{"x":[{"\\u005f_proto__":1}]}', 'uses the forbidden name __proto__'],
  ['constructor', '{"constructor":{"prototype":{}}}', 'uses the forbidden name constructor'],
  ['a trailing comma', '{"a":1,}', 'is not valid JSON'],
  ['two values', '{}{}', 'is not valid JSON'],
  ['nothing', '', 'is not valid JSON'],
  ['half a million open brackets', '['.repeat(500_000), 'is not valid JSON'],
])('refuses %s', (_, text, message) => {
  expect(() => parseJson(text)).toThrow(new SyntaxError(message));
});

test('deep nesting and long strings full of escapes neither overflow nor take long', () => {
  const processorMs = startProcessorTime();
  expect(Array.isArray(parseJson('['.repeat(400_000) + ']'.repeat(400_000)))).toBe(true);
  expect(parseJson(`"${'\\"'.repeat(500_000)}"`)).toBe('"'.repeat(500_000));
  expect(processorMs()).toBeLessThan(2000);
});
