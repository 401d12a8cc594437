import { describe, expect, it } from 'vitest';
import type { Mark } from '../../app/contract/marks.ts';
import type { VersionId } from '../../app/contract/photos.ts';
import { marksSomething, wantThere } from '../../renderer/state/edits.ts';

const square: Mark = { kind: 'rectangle', from: { x: 0, y: 0 }, to: { x: 9, y: 9 }, erase: false };
const a = 'a'.repeat(20) as VersionId;
const b = 'b'.repeat(20) as VersionId;

describe('what is marked', () => {
  it('is nothing after a clearing, and by an eraser alone', () => {
    expect(marksSomething([])).toBe(false);
    expect(marksSomething([square])).toBe(true);
    expect(marksSomething([square, { kind: 'clear' }])).toBe(false);
    expect(marksSomething([{ ...square, erase: true }])).toBe(false);
    expect(marksSomething([square, { kind: 'clear' }, { kind: 'invert' }])).toBe(true);
  });
});

describe('mixing', () => {
  it('gives each place to the suggestion that was painted there last', () => {
    const parts = wantThere(wantThere([], a, square), b, square);
    expect(parts).toEqual([
      { version: a, marks: [square, { ...square, erase: true }] },
      { version: b, marks: [square] },
    ]);
  });

  it('paints the ground back by erasing every other', () => {
    const parts = wantThere(wantThere([], a, square), null, square);
    expect(parts).toEqual([{ version: a, marks: [square, { ...square, erase: true }] }]);
  });
});
