import { describe, expect, it } from 'vitest';
import { de } from '../../renderer/words/de.ts';
import { en } from '../../renderer/words/en.ts';

describe('the catalogues', () => {
  it('leave no sentence empty, and none untranslated that is longer than a name', () => {
    const same: string[] = [];
    walk(en, de, '', (path, one, other) => {
      expect(other.trim(), path).not.toBe('');
      if (one === other && one.length > 16) same.push(path);
    });
    expect(same).toEqual([]);
  });
});

/** Sentences with a number or a name in them are spoken with examples. */
function walk(one: unknown, other: unknown, path: string, visit: (path: string, one: string, other: string) => void): void {
  if (typeof one === 'string' && typeof other === 'string') visit(path, one, other);
  else if (isSentence(one) && isSentence(other)) visit(path, one(3, 5, 7), other(3, 5, 7));
  else if (typeof one === 'object' && typeof other === 'object' && one !== null && other !== null) {
    for (const [key, value] of Object.entries(one)) walk(value, (other as Record<string, unknown>)[key], `${path}.${key}`, visit);
  }
}

function isSentence(value: unknown): value is (...parts: readonly number[]) => string {
  return typeof value === 'function';
}
