import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const cacheName = '.npm-cache';
const root = path.resolve(import.meta.dirname, '../..');

/** What one command did. */
export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Started {
  readonly child: ChildProcess;
  readonly outcome: Promise<Outcome>;
}

/**
 * A project small enough to install in a second, without a network: the real build/run.mjs, an entry, and packages that
 * are files of its own. Its `tsx` hands over to this repository's. The path has spaces in it. Nothing is installed yet.
 */
export function createSmallProject(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'heirloom small project '));
  fs.mkdirSync(path.join(folder, 'build'));
  fs.copyFileSync(path.join(root, 'build/run.mjs'), path.join(folder, 'build/run.mjs'));
  fs.copyFileSync(path.join(root, 'build/tsconfig.base.json'), path.join(folder, 'build/tsconfig.base.json'));
  fs.cpSync(path.join(root, 'build/run'), path.join(folder, 'build/run'), { recursive: true });

  const tsx = pathToFileURL(path.join(root, 'node_modules/tsx/dist/loader.mjs')).href;
  packPackage(folder, { name: 'tsx', exports: './index.mjs' }, `import ${JSON.stringify(tsx)};\n`);
  packPackage(folder, { name: 'greeting', exports: './index.mjs' }, "export const greeting = 'hello';\n");
  packPackage(folder, { name: 'for-this-machine', os: [process.platform], exports: './index.mjs' }, 'export const here = true;\n');
  packPackage(folder, { name: 'for-another', os: ['aix'], exports: './index.mjs' }, 'export const here = false;\n');

  writeJson(path.join(folder, 'package.json'), {
    name: 'small-project',
    version: '1.0.0',
    private: true,
    type: 'module',
    scripts: { start: 'node build/run.mjs entry.ts' },
    dependencies: { tsx: 'file:packages/tsx-1.0.0.tgz', greeting: 'file:packages/greeting-1.0.0.tgz' },
    optionalDependencies: {
      'for-this-machine': 'file:packages/for-this-machine-1.0.0.tgz',
      'for-another': 'file:packages/for-another-1.0.0.tgz',
    },
  });
  fs.writeFileSync(path.join(folder, 'entry.ts'), entry);
  npm(folder, ['install', '--package-lock-only']);
  // What npm has seen while packing must not help it later.
  fs.rmSync(path.join(folder, cacheName), { recursive: true });
  return folder;
}

/** Another project like this one, at a path of its own. */
export function copyProject(folder: string): string {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'heirloom small project '));
  fs.cpSync(folder, copy, { recursive: true });
  return copy;
}

/** The small project's program says where it runs and with what, or does what a test asks. */
const entry = `import { greeting } from 'greeting';
const said: { greeting: string; folder: string; args: readonly string[] } = { greeting, folder: process.cwd(), args: process.argv.slice(2) };
console.log(JSON.stringify(said));
if (said.args[0] === 'exit') process.exitCode = Number(said.args[1]);
if (said.args[0] === 'die') process.kill(process.pid, 'SIGKILL');
if (said.args[0] === 'wait') {
  const timer = setTimeout(() => undefined, 60_000);
  process.on('SIGTERM', () => { clearTimeout(timer); console.log('asked to stop'); process.exitCode = 3; });
  console.log('waiting');
}
`;

/** Starts `node build/run.mjs entry.ts ...` in a process group of its own. */
export function startRun(folder: string, args: readonly string[], nodeFlags: readonly string[] = []): Started {
  return start(folder, process.execPath, [...nodeFlags, path.join(folder, 'build/run.mjs'), 'entry.ts', ...args], folder);
}

export async function run(folder: string, args: readonly string[] = [], nodeFlags: readonly string[] = []): Promise<Outcome> {
  return startRun(folder, args, nodeFlags).outcome;
}

/** `npm start` typed in `typedIn`, for the project in `folder`. */
export async function npmStart(folder: string, args: readonly string[], typedIn: string): Promise<Outcome> {
  return start(folder, 'npm', ['start', '--silent', '--', ...args], typedIn).outcome;
}

export function removeProject(folder: string): void {
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

export function readJson(file: string): Record<string, unknown> {
  return JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>;
}

export function writeJson(file: string, value: unknown): void {
  fs.writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`);
}

/** Packs a package of one file into packages/<name>-1.0.0.tgz. */
function packPackage(folder: string, fields: { readonly name: string } & Record<string, unknown>, source: string): void {
  const source_ = path.join(folder, 'packages', fields.name);
  fs.mkdirSync(source_, { recursive: true });
  writeJson(path.join(source_, 'package.json'), { version: '1.0.0', type: 'module', ...fields });
  fs.writeFileSync(path.join(source_, 'index.mjs'), source);
  npm(folder, ['pack', '--pack-destination', 'packages', `./packages/${fields.name}`]);
  fs.rmSync(source_, { recursive: true });
}

function npm(folder: string, args: readonly string[]): void {
  execFileSync('npm', [...args, '--silent'], { cwd: folder, env: cleanEnvironment(folder), stdio: 'ignore', shell: process.platform === 'win32' });
}

function start(folder: string, file: string, args: readonly string[], cwd: string): Started {
  const child = spawn(file, args, { cwd, env: cleanEnvironment(folder), stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const outcome = new Promise<Outcome>((resolve, reject) => {
    const parts = { stdout: '', stderr: '' };
    child.stdout.on('data', (text: Buffer) => (parts.stdout += text.toString()));
    child.stderr.on('data', (text: Buffer) => (parts.stderr += text.toString()));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({ code, signal, ...parts });
    });
  });
  return { child, outcome };
}

/** No trace of the npm that runs these tests or of what it has cached, and no network: every package is a file. */
function cleanEnvironment(folder: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD$|NODE_OPTIONS$|VITEST)/i.test(name));
  return { ...Object.fromEntries(kept), npm_config_cache: path.join(folder, cacheName), npm_config_offline: 'true', npm_config_update_notifier: 'false' };
}
