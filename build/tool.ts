import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from './world.ts';

/** One run of a command-line tool from node_modules. */
export interface ToolRun {
  readonly label: string;
  /** The tool's script inside node_modules/. */
  readonly script: string;
  readonly args: readonly string[];
}

export interface ToolResult {
  readonly label: string;
  readonly code: number;
  readonly output: string;
  readonly seconds: number;
}

/** Runs a tool in the repository's root and keeps what it printed. */
export async function runTool(run: ToolRun): Promise<ToolResult> {
  const started = performance.now();
  const child = spawn(process.execPath, [path.join(root, 'node_modules', run.script), ...run.args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  child.stderr.on('data', (part: Buffer) => parts.push(part));
  const code = await exitCode(child);
  return { label: run.label, code, output: Buffer.concat(parts).toString('utf8').trim(), seconds: (performance.now() - started) / 1000 };
}

/** Runs a tool in the repository's root with this terminal as its own. @returns its exit code */
export async function runToolHere(run: ToolRun): Promise<number> {
  return exitCode(spawn(process.execPath, [path.join(root, 'node_modules', run.script), ...run.args], { cwd: root, stdio: 'inherit' }));
}

async function exitCode(child: ReturnType<typeof spawn>): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve(code ?? 1);
    });
  });
}
