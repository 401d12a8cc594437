import { expect, test } from 'vitest';
import { migrate } from '../../app/services/migrate.ts';

test('migrations run once each, from the version that was stored', () => {
  const steps = [(fields: object) => ({ ...fields, a: 1 }), (fields: object) => ({ ...fields, b: 2 })];
  expect(migrate({}, 0, steps)).toEqual({ a: 1, b: 2 });
  expect(migrate({ x: 0 }, 1, steps)).toEqual({ x: 0, b: 2 });
  expect(migrate('nonsense', 'nonsense', steps)).toEqual({ a: 1, b: 2 });
});
