import { utilityProcess } from 'electron';
import type { WorkerProcess } from '../app/host.ts';

/** The worker as a process of Electron's own. @param file the built app/worker/entry */
export function startWorker(file: string): WorkerProcess {
  const child = utilityProcess.fork(file, [], { serviceName: 'Heirloom worker', stdio: 'inherit' });
  return {
    post: (message) => child.postMessage(message),
    onMessage: (listener) => {
      child.on('message', listener);
    },
    onExit: (listener) => {
      child.once('exit', listener);
    },
    kill: () => {
      child.kill();
    },
  };
}
