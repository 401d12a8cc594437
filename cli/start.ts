import { restoreExamples } from './examples.ts';
import { modelFolders } from './model-choice.ts';
import { reportRun } from './report-run.ts';

/** `npm start`, until there is a window: restores the example photographs into the folder `out`. */
const exitCode = await reportRun({ json: false, quiet: false }, (context) => restoreExamples('out', modelFolders(), context));
// There is no option to have typed wrongly: whatever was missing, the photos failed.
process.exitCode = exitCode === 2 ? 1 : exitCode;
