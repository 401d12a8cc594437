import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'AGENTS.md'],
  ...fs.readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => `docs/${name.replaceAll('\\', '/')}`),
].filter((name) => name.endsWith('.md'));

/** Made by running the program, so not in a fresh clone. */
const made = [/^out\b/, /^runs\b/, /^\.cache\b/, /^node_modules\b/];

/** Rooms that pages announce for work to come. */
const announced: readonly string[] = [];

/** `like/this.ts` in a page, from the root; and [links](to/files), from the page. */
function namedPaths(page: string): readonly string[] {
  const text = fs.readFileSync(path.join(root, page), 'utf8');
  const code = [...text.matchAll(/`([^`\n]+)`/g)].map((match) => match[1]!).filter((word) => looksLikePath(word));
  const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map((match) => match[1]!)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => path.posix.normalize(path.posix.join(path.posix.dirname(page), target)));
  return [...new Set([...code, ...links])].filter((name) => !made.some((pattern) => pattern.test(name)) && !announced.includes(name));
}

function looksLikePath(word: string): boolean {
  const inHouse = /^(\.ci|app|build|cli|docs|electron|models|renderer|tests)\//.test(word);
  const atRoot = /^[\w.-]+\.(md|js|mjs|ts|json)$/.test(word) && !['manifest.json', 'model.safetensors', 'MODEL_CARD.md'].includes(word);
  return (inHouse || atRoot) && !/[<>*{} ]|NNNN/.test(word);
}

describe('what the pages name is there', () => {
  test('the pattern finds paths at all', () => {
    expect(namedPaths('AGENTS.md').length).toBeGreaterThan(25);
    expect(namedPaths('README.md')).toContain('docs/data.md');
  });

  test.each(pages)('paths in %s', (page) => {
    const missing = namedPaths(page).filter((name) => !fs.existsSync(path.join(root, name)));
    expect(missing).toEqual([]);
  });

  test('what is announced is still to come', () => {
    const come = announced.filter((folder) => holdsSource(path.join(root, folder)));
    expect(come, 'has come: take it from `announced` here and from "will stand beside it" in AGENTS.md').toEqual([]);
  });

  test.each(pages)('npm commands in %s', (page) => {
    const { scripts } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    const text = fs.readFileSync(path.join(root, page), 'utf8');
    const named = [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)].map((match) => match[1] ?? match[2]!);
    for (const name of named) {
      expect(Object.keys(scripts)).toContain(name);
      const entry = /^node build\/run\.mjs (\S+)/.exec(scripts[name]!)?.[1];
      expect(entry, `${name} goes through build/run.mjs`).toBeDefined();
      expect(fs.existsSync(path.join(root, entry!)), `${entry} of npm run ${name}`).toBe(true);
    }
  });
});

describe('commands in the pages are understood', () => {
  const commands = pages.flatMap((page) =>
    [...fs.readFileSync(path.join(root, page), 'utf8').matchAll(/npm run heirloom -- ([^`\n#]+)/g)].map((match) => [page, match[1]!.trim()] as const),
  );

  test('there are some', () => {
    expect(commands.length).toBeGreaterThan(5);
  });

  test.each(commands)('%s: heirloom %s', (_page, command) => {
    const [name = ''] = command.split(' ');
    const options = [...command.matchAll(/--[a-z-]+/g)].map((match) => match[0]);
    const { status, stdout, stderr } = helpOf(name.startsWith('-') ? [] : [name]);
    expect(status, stderr).toBe(0);
    for (const option of options) expect(stdout).toContain(option);
  });
});

const helps = new Map<string, { readonly status: number | null; readonly stdout: string; readonly stderr: string }>();

function helpOf(command: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const key = command.join(' ');
  const help = helps.get(key) ?? spawnSync(process.execPath, ['build/run.mjs', 'cli/main.ts', ...command, '--help'], { cwd: root, encoding: 'utf8' });
  helps.set(key, help);
  return help;
}

function holdsSource(folder: string): boolean {
  return fs.existsSync(folder) && fs.readdirSync(folder, { recursive: true }).some((name) => /\.(ts|svelte)$/.test(String(name)));
}
