import { AppFailure } from '../../models/failure.ts';
import { type ErrandName, errands } from './errands.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { JobRunner } from './run-job.ts';
import type { FromTeacher, ToTeacher } from './teach/messages.ts';
import type { Teacher } from './teach/teacher.ts';

/**
 * The process that computes: one job at a time, and errands. The application talks to it by messages alone, through Electron's
 * utilityProcess or through a child process of Node.
 */
const { send, receive } = openPort();
const runner = new JobRunner(send);
/** Of a process that teaches; the others need not read its code. */
let teacher: Promise<Teacher> | undefined;

receive((message) => {
  if (isForTeacher(message)) receiveForTeacher(message).catch(crash);
  else if (message.kind === 'run') runner.run(message.order).catch(crash);
  else if (message.kind === 'cancel') runner.cancel(message.job);
  else runErrand(message.id, message.name, message.input).catch(crash);
});

function isForTeacher(message: ToWorker | ToTeacher): message is ToTeacher {
  return message.kind.startsWith('teach-');
}

async function receiveForTeacher(message: ToTeacher): Promise<void> {
  teacher ??= import('./teach/teacher.ts').then(({ Teacher: Made }) => new Made(send));
  (await teacher).receive(message);
}

async function runErrand(id: number, name: ErrandName, input: unknown): Promise<void> {
  try {
    // The application's host pairs each name with its input.
    const errand = errands[name] as (input: unknown) => Promise<unknown>;
    send({ kind: 'answered', id, result: await errand(input) });
  } catch (error) {
    send({ kind: 'refused', id, ...failed(error) });
  }
}

/** Nobody foresaw it: the application says that this process died, and starts another one. */
function crash(error: unknown): never {
  console.error(error);
  process.exit(1);
}

function failed(error: unknown): { code: AppFailure['code'] | 'internal'; message: string } {
  if (error instanceof AppFailure) return { code: error.code, message: error.message };
  return { code: 'internal', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

interface Port {
  readonly send: (message: FromWorker | FromTeacher) => void;
  readonly receive: (listener: (message: ToWorker | ToTeacher) => void) => void;
}

/** Electron's port of a utilityProcess, as far as it is used. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

function openPort(): Port {
  const { parentPort } = process as NodeJS.Process & { readonly parentPort?: ParentPort };
  if (parentPort !== undefined) {
    return {
      send: (message) => parentPort.postMessage(message),
      receive: (listener) => parentPort.on('message', ({ data }) => listener(data as ToWorker | ToTeacher)),
    };
  }
  // Whoever started this is gone: nobody will ask for the result.
  process.on('disconnect', () => process.exit());
  return {
    send: (message) => {
      if (process.connected) process.send?.(message);
    },
    receive: (listener) => process.on('message', (message) => listener(message as ToWorker | ToTeacher)),
  };
}
