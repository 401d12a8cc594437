import { spawn } from 'node:child_process';
import fs from 'node:fs';

interface Running {
  readonly cwd: string;
  /** What it prints goes there instead of to this terminal. */
  readonly log?: string;
}

/** @returns whether it ended well; false too if it cannot be started */
export async function run(file: string, args: readonly string[], { cwd, log }: Running): Promise<boolean> {
  const output = log === undefined ? undefined : fs.openSync(log, 'a');
  const child = spawn(file, args, { cwd, stdio: output === undefined ? 'inherit' : ['ignore', output, output] });
  const ended = await new Promise<boolean>((resolve) => {
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
  });
  if (output !== undefined) fs.closeSync(output);
  return ended;
}
