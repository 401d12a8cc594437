import { describe, expect, test } from 'vitest';
import { answer } from '../../app/answer.ts';
import { callNames } from '../../app/contract.ts';
import type { Handlers } from '../../app/handlers.ts';
import { AppFailure } from '../../models/failure.ts';
import { Random } from '../../models/random.ts';

const reached: string[] = [];
const noted = callNames.map((name) => [name, async () => Promise.resolve(reached.push(name))] as const);
const handlers = Object.fromEntries(noted) as unknown as Handlers;
const silent = (): void => undefined;

/** Values that no schema of the contract takes: always with a field or a shape too many. */
function malformed(random: Random): unknown {
  const pick = <T>(items: readonly T[]): T => items[random.integer(items.length)] as T;
  const scalar = (): unknown => pick<unknown>([null, Number.NaN, -1, 1e300, '', '../../etc/passwd', 'a'.repeat(20), true, [], {}, '\0', 2 ** 53, [null]]);
  const names = ['photo', 'version', 'marks', 'step', 'seeds', 'job', 'batch', 'model', 'name', '__proto__', 'constructor', 'save'];
  const shape = random.integer(4);
  if (shape === 0) return pick<unknown>([null, 5, 'x', true, [], [{}], Symbol.iterator.description]);
  const fields = Array.from({ length: random.integer(6) }, () => [pick(names), scalar()]);
  return { ...Object.fromEntries(fields), [`unknown-${random.integer(1000)}`]: scalar() };
}

describe('answers', () => {
  test('10,000 malformed calls are refused, and none reaches a handler', async () => {
    const random = Random.fromSeed(1);
    const codes = new Map<string, number>();
    for (let i = 0; i < 10_000; i++) {
      const known = random.uniform() < 0.9;
      const name = known ? (callNames[random.integer(callNames.length)] as string) : ['constructor', '__proto__', 'photos', '', 'toString', 'photos.List'][random.integer(6)];
      const answered = await answer(handlers, name as string, malformed(random), silent);
      expect(answered.ok).toBe(false);
      if (!answered.ok) codes.set(answered.error.code, (codes.get(answered.error.code) ?? 0) + 1);
    }
    expect(reached).toEqual([]);
    expect([...codes.keys()].sort()).toEqual(['call-unknown', 'input-invalid']);
  });

  test('what a handler says of a failure is passed on; what nobody foresaw is logged and not shown', async () => {
    const logged: unknown[] = [];
    const failing = (error: Error): Handlers => ({ ...handlers, 'photos.list': async () => Promise.reject(error) });
    const known = await answer(failing(new AppFailure('disk-full', 'No room.')), 'photos.list', {}, (error) => logged.push(error));
    expect(known).toEqual({ ok: false, error: { code: 'disk-full', message: 'No room.' } });
    expect(logged).toEqual([]);
    const unforeseen = await answer(failing(new Error('secret /home/x')), 'photos.list', undefined, (error) => logged.push(error));
    expect(unforeseen).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(JSON.stringify(unforeseen)).not.toContain('secret');
    expect(logged).toHaveLength(1);
  });
});
