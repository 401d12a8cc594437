import { execFileSync, spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export async function run(file: string, words: readonly string[], options: SpawnOptions = {}): Promise<Ended> {
  const child = spawn(file, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' && file === 'npm' });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, 'close') as Promise<[number | null]>]);
  return { code, stdout, stderr };
}

interface SelfTested {
  readonly code: number | null;
  readonly verdict: Readonly<Record<string, unknown>>;
  /** What tried to reach the network. */
  readonly denied: string;
  readonly said: string;
}

const nobody = 65_534;

/**
 * Runs a packed program's self-test under plain Node: as somebody who may not write to the program's folder, with a home and a
 * temporary folder of its own, nothing of this checkout in reach, and no network; where the kernel allows it, in a network that has
 * no devices.
 */
export async function selfTest(program: string): Promise<SelfTested> {
  const home = mkdtempSync(join(tmpdir(), 'heirloom-home-'));
  const denied = join(home, 'denied');
  try {
    execFileSync('chmod', ['-R', 'a-w', program]);
    const root = process.getuid?.() === 0;
    if (root) chownSync(home, nobody, nobody);
    chmodSync(home, 0o755);
    // Folders of tests are their maker's alone; the one for all of them must stay as it is.
    const around = join(program, '..');
    if (root && around !== tmpdir()) chmodSync(around, 0o755);
    if (root) chmodSync(program, 0o555);
    const env = {
      PATH: process.env['PATH'], HOME: home, TMPDIR: home, NODE_PATH: '', HEIRLOOM_DENIED: denied,
      NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'deny-network.mjs')).href}`,
    };
    const words = [process.execPath, join(program, 'app/self-test-process.js')];
    const [file, ...rest] = root && (await hasNamespaces()) ? ['unshare', '-n', 'setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups', ...words] : words;
    const { code, stdout, stderr } = await run(file!, rest, { cwd: home, env });
    const verdict = stdout === '' ? {} : (JSON.parse(stdout) as Readonly<Record<string, unknown>>);
    return { code, verdict, denied: existsSync(denied) ? readFileSync(denied, 'utf8') : '', said: stderr };
  } finally {
    execFileSync('chmod', ['-R', 'u+w', program]);
    rmSync(home, { recursive: true, force: true });
  }
}

async function hasNamespaces(): Promise<boolean> {
  const tried = run('unshare', ['-n', 'setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups', 'true']);
  return tried.then(({ code }) => code === 0, () => false);
}
