import { ensurePackagingTools } from './packaging-tools.ts';
import { runTool } from './tool.ts';
import type { ToolResult, ToolRun } from './tool.ts';
import { worlds } from './world.ts';

const atOnce = 2;

/** Types in every world, lint, unused code: two tools at a time. Prints what each found. @returns whether all are content */
export async function checkAll(): Promise<boolean> {
  const failure = await ensurePackagingTools();
  if (failure !== undefined) {
    console.error(failure);
    return false;
  }
  const waiting = [...allRuns()];
  const results: ToolResult[] = [];
  const work = async (): Promise<void> => {
    for (let run = waiting.shift(); run !== undefined; run = waiting.shift()) {
      const result = await runTool(run);
      results.push(result);
      report(result);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results.every((result) => result.code === 0);
}

/** Longest first, so that the last ones fill up evenly. */
function allRuns(): readonly ToolRun[] {
  return [
    lint('lint', ['.', '--ignore-pattern', 'tests/']),
    lint('lint of tests', ['tests']),
    ...worlds().map(typesOf),
    { label: 'unused files, exports, packages', script: 'knip/bin/knip.js', args: ['--no-progress'] },
    { label: 'exports only tests use', script: 'knip/bin/knip.js', args: ['--no-progress', '--production', '--include', 'exports,types'] },
  ];
}

function lint(label: string, what: readonly string[]): ToolRun {
  return { label, script: 'eslint/bin/eslint.js', args: [...what, '--max-warnings', '0'] };
}

/** The window's components are TypeScript too, but only svelte-check can read them; it warns of poor accessibility as well. */
function typesOf(world: string): ToolRun {
  const label = `types in ${world}`;
  if (world !== 'renderer') return { label, script: 'typescript/bin/tsc', args: typeCheck(world) };
  return { label, script: 'svelte-check/bin/svelte-check', args: ['--tsconfig', 'renderer/tsconfig.json', '--fail-on-warnings', '--output', 'human'] };
}

/** What a run learned about unchanged files is kept for the next one; `tsc` itself decides what is unchanged. */
function typeCheck(world: string): readonly string[] {
  const memory = `.cache/types/${world.replace('/', '-')}.json`;
  return ['-p', world, '--pretty', 'false', '--incremental', '--tsBuildInfoFile', memory];
}

function report({ label, code, output, seconds }: ToolResult): void {
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${label} (${seconds.toFixed(1)} s)`);
  if (code !== 0) console.log(`${output}\n`);
}
