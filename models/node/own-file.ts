import { type ChildProcess, fork, type ForkOptions } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Starts one of our files as a thread, whatever started this one (node with tsx, vitest, a build without TypeScript).
 * @param file the file beside the caller: `new URL('./worker.ts', import.meta.url)`
 */
export function startThread(file: URL, options: WorkerOptions): Worker {
  if (!isTypeScript(file)) return new Worker(file, options);
  return new Worker(new URL('./typescript-thread.js', import.meta.url), { ...options, argv: [file.href], execArgv: [] });
}

/** Starts one of our files as a process that can send messages. */
export function startProcess(file: URL, args: readonly string[], options: ForkOptions): ChildProcess {
  // An address, as the process may run in a folder that knows no tsx.
  const tsx = (): string => pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return fork(fileURLToPath(file), args, { ...options, execArgv: isTypeScript(file) ? ['--import', tsx()] : [] });
}

function isTypeScript(file: URL): boolean {
  return file.pathname.endsWith('.ts');
}
