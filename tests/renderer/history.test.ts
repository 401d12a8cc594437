import fc from 'fast-check';
import { expect, it } from 'vitest';
import { begin, record, redo, undo } from '../../renderer/mask/history.ts';

it('goes back and forth like a list with a finger on it', () => {
  const command = fc.oneof(
    fc.integer().map((value) => ({ kind: 'record' as const, value })),
    fc.constantFrom({ kind: 'undo' as const }, { kind: 'redo' as const }),
  );
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
      let history = begin(0);
      let list = [0];
      let finger = 0;
      for (const done of commands) {
        if (done.kind === 'record') {
          list = [...list.slice(0, finger + 1), done.value];
          finger = list.length - 1;
          history = record(history, done.value);
        } else if (done.kind === 'undo') {
          finger = Math.max(0, finger - 1);
          history = undo(history);
        } else {
          finger = Math.min(list.length - 1, finger + 1);
          history = redo(history);
        }
        expect(history.now).toBe(list[finger]);
      }
    }),
  );
});

it('forgets what was undone once something new is done, and the oldest of very many', () => {
  const undone = undo(record(record(begin(1), 2), 3));
  expect(redo(record(undone, 4)).now).toBe(4);
  let long = begin(0);
  for (let i = 1; i <= 600; i++) long = record(long, i);
  expect(long.past).toHaveLength(500);
});
