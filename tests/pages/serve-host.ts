import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = resolve(import.meta.dirname, '../..');
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** `heirloom serve` as a person starts it. */
export interface Served {
  readonly address: string;
  readonly process: ChildProcess;
  /** What it said on stderr so far. */
  said(): string;
  /** Processes that compute, by their ids. */
  workers(): readonly number[];
  /** @returns its exit code, or the signal that ended it */
  stop(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals | null>;
}

/** @param home HEIRLOOM_HOME @param models HEIRLOOM_MODELS @param command what was typed: the file that npm starts, and its words */
export async function serve(home: string, models: string, command: readonly [string, ...string[]] = ['cli/main.ts', 'serve', '--no-open']): Promise<Served> {
  const [entry, ...words] = command;
  const child = spawn(process.execPath, ['--import', tsx, join(root, entry), ...words], {
    cwd: home,
    env: { ...process.env, HEIRLOOM_HOME: home, HEIRLOOM_MODELS: models, DISPLAY: '', WAYLAND_DISPLAY: '', TSX_TSCONFIG_PATH: join(root, 'build/tsconfig.base.json') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (said += piece));
  const address = await new Promise<string>((done, fail) => {
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      printed += piece;
      if (printed.includes('\n')) done(printed.trim());
    });
    child.once('exit', (code) => fail(new Error(`serve ended with ${code}: ${said}`)));
  });
  return {
    address,
    process: child,
    said: () => said,
    workers: () => childrenOf(child.pid!).filter((pid) => commandOf(pid).includes('worker/entry')),
    async stop(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? child.signalCode;
      child.kill(signal);
      const [code, endedBy] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
      return code ?? endedBy;
    },
  };
}

/** From /proc: these tests run on Linux, where the Chromium of npm runs. */
function childrenOf(parent: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
        return Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1]) === parent;
      } catch {
        return false; // ended meanwhile
      }
    });
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
