import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';

/** Gives a process of Node what Electron gives a utility process: `process.parentPort`. */
const port = `import { EventEmitter } from 'node:events';
const port = new EventEmitter();
port.postMessage = (message) => { if (process.connected) process.send(message); };
// What comes before somebody listens waits, as in Electron.
const forward = (data) => port.emit('message', { data });
port.on('newListener', (name) => { if (name === 'message' && !process.listeners('message').includes(forward)) process.on('message', forward); });
process.on('disconnect', () => process.exit());
process.parentPort = port;`;

export const utilityProcess = {
  fork(file: string, words: readonly string[] = [], { serviceName = '' } = {}): UtilityProcess {
    return new UtilityProcess(file, words, serviceName);
  },
};

/** Of the workers that were started, in order: a test kills them. */
export const workerIds: number[] = [];

class UtilityProcess extends EventEmitter {
  readonly #child;

  constructor(file: string, words: readonly string[], _serviceName: string) {
    super();
    this.#child = fork(file, words, { serialization: 'advanced', execArgv: ['--import', `data:text/javascript,${encodeURIComponent(port)}`] });
    if (this.#child.pid !== undefined) workerIds.push(this.#child.pid);
    this.#child.on('message', (message) => this.emit('message', message));
    this.#child.once('exit', (code) => this.emit('exit', code));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  postMessage(message: unknown): void {
    if (this.#child.connected) this.#child.send(message as object);
  }

  kill(): boolean {
    return this.#child.kill();
  }
}
