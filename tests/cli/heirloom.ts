import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as v from 'valibot';
import { type RunEvent, runEventSchema } from '../../cli/events.ts';

/** A busy machine may take long to start a process; put `vi.setConfig({ testTimeout: patienceMs })` above the tests. */
export const patienceMs = 120_000;

export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Where {
  /** The folder the command is typed in. */
  readonly folder: string;
  /** HEIRLOOM_MODELS. */
  readonly models: string;
  /** What Node is started by, such as an emulator and its options. */
  readonly through?: readonly string[];
}

/** Types a command for real: a process of its own, as build/run.mjs starts it. */
export async function heirloom(words: readonly string[], where: Where, entry = 'cli/main.ts'): Promise<Ran> {
  return ended(start(words, where, entry));
}

/** As `heirloom`, with --json: every line of stdout must be an event of the documented shape. */
export async function heirloomJson(words: readonly string[], where: Where): Promise<Ran & { readonly events: readonly RunEvent[] }> {
  const ran = await heirloom([...words, '--json'], where);
  return { ...ran, events: eventsIn(ran.stdout) };
}

/** As `heirloom`, but in a terminal of 100 columns; both outputs come as one, with everything the terminal is sent. */
export async function heirloomInTerminal(words: readonly string[], where: Where): Promise<Ran> {
  const command = [process.execPath, ...nodeWords(words, 'cli/main.ts')].map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
  const env = { ...environment(where), TERM: 'xterm-256color', COLUMNS: '100' };
  return ended(spawn('script', ['-qec', command, '/dev/null'], { cwd: where.folder, env, stdio: ['ignore', 'pipe', 'pipe'] }));
}

/** Whether `heirloomInTerminal` can be had: util-linux's script. */
export const hasTerminal = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

export function start(words: readonly string[], where: Where, entry = 'cli/main.ts'): ChildProcess {
  const [program = process.execPath, ...before] = [...(where.through ?? []), process.execPath];
  return spawn(program, [...before, ...nodeWords(words, entry)], {
    cwd: where.folder,
    env: environment(where),
    stdio: ['ignore', 'pipe', 'pipe'],
    // A test that gave up must not leave its command running.
    timeout: patienceMs,
    killSignal: 'SIGKILL',
  });
}

export async function ended(child: ChildProcess): Promise<Ran> {
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) child[name]?.setEncoding('utf8').on('data', (piece: string) => (text[name] += piece));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, ...text };
}

export function eventsIn(stdout: string): RunEvent[] {
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => v.parse(runEventSchema, JSON.parse(line)));
}

function nodeWords(words: readonly string[], entry: string): string[] {
  return ['--import', tsx, fileURLToPath(new URL(entry, root)), ...words];
}

function environment({ models }: Where): NodeJS.ProcessEnv {
  return { ...process.env, HEIRLOOM_MODELS: models, TSX_TSCONFIG_PATH: fileURLToPath(new URL('build/tsconfig.base.json', root)) };
}

const root = new URL('../../', import.meta.url);
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
