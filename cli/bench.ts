import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';

export function registerBench(program: Command): void {
  program
    .command('bench')
    .summary('measure how fast this machine restores and learns')
    .description('Measures how fast this machine restores and learns, and prints one table: the same as npm run bench.')
    .argument('[arguments...]', 'handed on to the benchmark')
    .allowUnknownOption()
    .action(async (handedOn: readonly string[]) => {
      process.exitCode = await runEntry('tests/bench/main.ts', handedOn);
    });
}

/** Through build/run.mjs, as npm does it; in a process of its own because it measures its peak memory. */
async function runEntry(entry: string, handedOn: readonly string[]): Promise<number> {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const child = spawn(process.execPath, [`${root}build/run.mjs`, entry, ...handedOn], { stdio: 'inherit' });
  // A terminal's Ctrl-C reaches the child by itself; this process waits for what it makes of it.
  const wait = (): void => {};
  const passOn = (): void => {
    child.kill('SIGTERM');
  };
  process.on('SIGINT', wait).on('SIGTERM', passOn);
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  process.off('SIGINT', wait).off('SIGTERM', passOn);
  return code ?? (signal === 'SIGINT' ? 130 : 143);
}
