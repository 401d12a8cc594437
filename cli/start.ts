import { electronBinary } from './start/electron-binary.ts';
import { openDesktop } from './start/open-desktop.ts';
import { hasScreen } from './serve/open-browser.ts';
import { exitCodeOf, failureEvent } from './failure-event.ts';
import { readWords } from './start/read-words.ts';

/** `npm start`: the desktop window; where there can be none, the same in a browser; with --headless, a demonstration for a terminal. */
process.exitCode = await start(process.argv.slice(2));

async function start(words: readonly string[]): Promise<number> {
  try {
    const asked = readWords(words);
    if (asked === null) return 0;
    if (asked.headless) return await demonstrate();
    const electron = electronBinary();
    if (electron !== null && hasScreen()) return await openDesktop(electron, asked.photos);
    console.error(whyNot(electron));
    const { serveWindow } = await import('./serve/serve-window.ts');
    return await serveWindow({ open: true });
  } catch (error) {
    console.error(failureEvent(null, error).sentence);
    return exitCodeOf(error);
  }
}

function whyNot(electron: string | null): string {
  if (!hasScreen()) return 'There is no screen here, so Heirloom is served to a browser instead.';
  return electron === null ? 'Electron is not installed ("npx install-electron" fetches it once), so Heirloom opens in your browser instead.' : '';
}

/** Restores the example photographs into the folder `out`. */
async function demonstrate(): Promise<number> {
  const [{ restoreExamples }, { reportRun }, { modelFolders }] = await Promise.all([
    import('./examples.ts'),
    import('./report-run.ts'),
    import('../models/node/choose-model.ts'),
  ]);
  const exitCode = await reportRun({ json: false, quiet: false }, (context) => restoreExamples('out', modelFolders(), context));
  // There is no option to have typed wrongly: whatever was missing, the photos failed.
  return exitCode === 2 ? 1 : exitCode;
}
