import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApplication } from '../../app/application.ts';
import type { CallName, EventName, Input, Output, Payload } from '../../app/contract.ts';
import type { Application, Dialogs, Host } from '../../app/host.ts';
import { confSettings, forkWorker } from '../../app/node-host.ts';

interface Told {
  readonly name: EventName;
  readonly payload: unknown;
}

/** A real application with a real worker, as a door would run it. */
export interface Opened {
  readonly application: Application;
  readonly folder: string;
  /** Everything that was told, in order. */
  readonly told: readonly Told[];
  /** @throws Error with the code if the answer is a failure */
  call<Name extends CallName>(name: Name, input: Input<Name>): Promise<Output<Name>>;
  /** The code of the failure that is expected. */
  refusal<Name extends CallName>(name: Name, input: Input<Name>): Promise<{ readonly code: string; readonly message: string }>;
  /** Waits for an event that fits; what was told before counts. */
  until<Name extends EventName>(name: Name, fits: (payload: Payload<Name>) => boolean): Promise<Payload<Name>>;
}

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'heirloom-app-'));
}

export const noDialogs: Dialogs = {
  choosePhotos: async () => Promise.resolve([]),
  chooseMask: async () => Promise.resolve(null),
  chooseModel: async () => Promise.resolve(null),
  saveAs: async () => Promise.resolve(null),
};

export async function openApplication(changes: Partial<Host> = {}): Promise<Opened> {
  const folder = changes.folder ?? newFolder();
  const application = await createApplication({
    kind: 'desktop',
    folder,
    modelFolders: [],
    languages: ['en'],
    dialogs: noDialogs,
    settings: confSettings(folder),
    startWorker: forkWorker,
    quit: () => undefined,
    ...changes,
  });
  const told: Told[] = [];
  application.listen((name, payload) => told.push({ name, payload }));
  return {
    application,
    folder,
    told,
    async call(name, input) {
      const answer = await application.answer(name, input);
      if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
      return answer.value;
    },
    async refusal(name, input) {
      const answer = await application.answer(name, input);
      if (answer.ok) throw new Error(`${name} was not refused.`);
      return answer.error;
    },
    async until(name, fits) {
      const match = (event: Told): boolean => event.name === name && fits(event.payload as Payload<typeof name>);
      const before = told.find(match);
      if (before !== undefined) return before.payload as Payload<typeof name>;
      return new Promise((resolve) => {
        const stop = application.listen((other, payload) => {
          if (!match({ name: other, payload })) return;
          stop();
          resolve(payload as Payload<typeof name>);
        });
      });
    },
  };
}
