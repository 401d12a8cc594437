import { ensurePackagingTools } from './packaging-tools.ts';

/** `npm run describe-update`: signs what a host of updates says of an installer. */
const failure = await ensurePackagingTools();
if (failure === undefined) {
  const { describeCommand } = await import('./packaging/commands.ts');
  process.exitCode = await describeCommand(process.argv.slice(2));
} else {
  console.error(failure);
  process.exitCode = 1;
}
