import fs from 'node:fs';
import path from 'node:path';
import { checkAll } from './check-all.ts';
import { runToolHere } from './tool.ts';
import { root } from './world.ts';

/** `npm test`: the checks, then every test. `npm test -- tests/models/photo` (or any vitest argument): those tests alone. */
const chosen = process.argv.slice(2);
const checked = chosen.length > 0 || (await checkAll());
const tested = await runTests(chosen);
process.exitCode = checked && tested ? 0 : 1;

async function runTests(args: readonly string[]): Promise<boolean> {
  const summaryFile = path.join(root, '.cache', 'tests.json');
  fs.rmSync(summaryFile, { force: true });
  const code = await runToolHere({
    label: 'tests',
    script: 'vitest/vitest.mjs',
    args: ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${summaryFile}`, ...args],
  });
  printTotals(summaryFile);
  return code === 0;
}

/** One plain line at the end, for people who scroll and for machines that count. */
function printTotals(summaryFile: string): void {
  if (!fs.existsSync(summaryFile)) return; // vitest has said why
  const summary = JSON.parse(fs.readFileSync(summaryFile, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    numTodoTests: number;
  };
  console.log(`Tests: ${summary.numPassedTests} passed, ${summary.numFailedTests} failed, ${summary.numPendingTests + summary.numTodoTests} skipped`);
}
