import { ensurePackagingTools } from './packaging-tools.ts';

/** `npm run package`: the program as a folder that can be started. */
const failure = await ensurePackagingTools();
if (failure === undefined) {
  const { packageCommand } = await import('./packaging/commands.ts');
  process.exitCode = await packageCommand(process.argv.slice(2));
} else {
  console.error(failure);
  process.exitCode = 1;
}
