import { expect, test } from 'vitest';
import type { Summary } from '../../cli/events.ts';
import { failureWords, leftWords, plainText, secondsWords, summaryWords } from '../../cli/words.ts';

test.each([
  [0.416, '0.42 s'],
  [9.994, '9.99 s'],
  [12.34, '12.3 s'],
  [59.94, '59.9 s'],
  [60, '1 min 0 s'],
  [245, '4 min 5 s'],
  [3599.7, '1 h 0 min'],
  [7800, '2 h 10 min'],
])('%d seconds are %s', (seconds, words) => {
  expect(secondsWords(seconds)).toBe(words);
});

test('what is left is rounded up', () => {
  expect(leftWords(2.1)).toBe('3 s left');
  expect(leftWords(601)).toBe('11 min left');
});

test.each<[Partial<Summary>, string]>([
  [{ results: 1 }, '1 photo restored in 3.00 s (cpu).'],
  [{ results: 2, failures: 1, exitCode: 1 }, '2 photos restored in 3.00 s (cpu), 1 failed.'],
  [{ results: 0, failures: 2, exitCode: 1, device: null }, 'Nothing was restored, 2 failed.'],
  [{ results: 0, exitCode: 130, device: null }, 'Stopped: nothing was restored.'],
  [{ results: 4, exitCode: 143 }, 'Stopped: 4 photos restored in 3.00 s (cpu).'],
])('the summary %o', (summary, words) => {
  expect(summaryWords({ type: 'summary', results: 0, failures: 0, seconds: 3, device: 'cpu', exitCode: 0, ...summary })).toBe(words);
});

test('a failure names its photo once', () => {
  const failure = { type: 'failure', code: 'engine-failed' } as const;
  expect(failureWords({ ...failure, photo: 'a/b.png', sentence: 'The engine stopped.' })).toBe('a/b.png: The engine stopped.');
  expect(failureWords({ ...failure, photo: 'a/b.png', sentence: '"a/b.png" is empty.' })).toBe('"a/b.png" is empty.');
  expect(failureWords({ ...failure, photo: null, sentence: 'The engine stopped.' })).toBe('The engine stopped.');
});

test('text of a stranger cannot rewrite the terminal', () => {
  expect(plainText('a\u001b[2Jb\u0007\u009b\tc\nd')).toBe('a[2Jb\tc\nd');
});
