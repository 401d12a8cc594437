import { ensurePackagingTools } from './packaging-tools.ts';

/** `npm run make`: the installers; with --dry, what would be in them and how large it is. */
const failure = await ensurePackagingTools();
if (failure === undefined) {
  const { makeCommand } = await import('./packaging/commands.ts');
  process.exitCode = await makeCommand(process.argv.slice(2));
} else {
  console.error(failure);
  process.exitCode = 1;
}
