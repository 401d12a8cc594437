import Conf from 'conf';
import { startProcess } from '../models/node/own-file.ts';
import type { SettingsStore, WorkerProcess } from './host.ts';

/** The worker as a child process of Node; what a host outside of Electron hands the application. */
export function forkWorker(): WorkerProcess {
  const child = startProcess(new URL('./worker/entry.ts', import.meta.url), [], {
    serialization: 'advanced',
    // Ctrl-C in a terminal reaches the whole group: the worker ends when its application does, by the closed channel.
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let exited = false;
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('exit', (code) => resolve(code));
  }).finally(() => {
    exited = true;
  });
  return {
    post(message) {
      // Once the process is gone its exit is told, which is all there is to say.
      if (!exited && child.connected) child.send(message as object, () => undefined);
    },
    onMessage(listener) {
      child.on('message', listener);
    },
    onExit(listener) {
      ended.then(listener, () => listener(null));
    },
    kill() {
      child.kill('SIGKILL');
    },
  };
}

/** Settings in `config.json` of a folder: the file that electron-store writes there under Electron. */
export function confSettings(folder: string): SettingsStore {
  const store = new Conf<Record<string, unknown>>({ cwd: folder, configName: 'config', clearInvalidConfig: true });
  return {
    get: (key) => store.get(key),
    set: (values) => store.set(values),
  };
}
