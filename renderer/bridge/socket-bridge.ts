import type { Answer, CallName, EventName, Input, Output, Payload } from '../../app/contract.ts';
import type { Bridge, OpenedFile } from '../../app/contract/bridge.ts';
import type { MaskView } from '../../app/contract/marks.ts';
import type { ModelFile } from '../../app/contract/models.ts';
import type { PhotoId } from '../../app/contract/photos.ts';
import type { TeachView } from '../../app/contract/teach.ts';
import { upload } from './upload.ts';

const retryMs = 1000;

type Listener = (payload: unknown) => void;
interface Waiting {
  readonly message: string;
  readonly resolve: (answer: Answer<unknown>) => void;
}

/**
 * The bridge of a page that `heirloom serve` has given to a browser: one WebSocket for calls and events, plain requests for
 * files. A socket that drops is opened again; calls made meanwhile wait for it, those that were under way are refused.
 */
export function socketBridge(connected: (is: boolean) => void): Bridge {
  const listeners = new Map<string, Set<Listener>>();
  const underWay = new Map<number, Waiting>();
  let unsent: (readonly [number, Waiting])[] = [];
  let socket: WebSocket | null = null;
  let lastId = 0;

  const send = (open: WebSocket, [id, waiting]: readonly [number, Waiting]): void => {
    underWay.set(id, waiting);
    open.send(waiting.message);
  };

  const connect = (): void => {
    const next = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/socket`);
    next.addEventListener('open', () => {
      socket = next;
      connected(true);
      const late = unsent;
      unsent = [];
      for (const call of late) send(next, call);
    });
    next.addEventListener('message', ({ data }) => receive(JSON.parse(String(data)) as Incoming));
    next.addEventListener('close', () => {
      socket = null;
      connected(false);
      for (const { resolve } of underWay.values()) resolve(lost);
      underWay.clear();
      setTimeout(connect, retryMs);
    });
  };

  const receive = (message: Incoming): void => {
    if ('event' in message) {
      for (const listener of listeners.get(message.event) ?? []) listener(message.payload);
      return;
    }
    underWay.get(message.id)?.resolve(message.answer);
    underWay.delete(message.id);
  };

  connect();
  return {
    picturesAt: '',
    call: <Name extends CallName>(name: Name, input: Input<Name>) =>
      new Promise<Answer<Output<Name>>>((resolve) => {
        const id = ++lastId;
        const waiting = { message: JSON.stringify({ id, call: name, input }), resolve: resolve as Waiting['resolve'] };
        if (socket === null) unsent.push([id, waiting]);
        else send(socket, [id, waiting]);
      }),
    on: <Name extends EventName>(name: Name, listener: (payload: Payload<Name>) => void) => {
      const set = listeners.get(name) ?? new Set<Listener>();
      listeners.set(name, set.add(listener as Listener));
      return () => set.delete(listener as Listener);
    },
    openFiles: async (files, progress) => {
      const opened: OpenedFile[] = [];
      const of = files.reduce((sum, file) => sum + file.size, 0);
      let before = 0;
      for (const file of files) {
        const answer = await upload<OpenedFile>(`/upload?name=${encodeURIComponent(file.name)}`, file, (sent) => progress(before + sent, of));
        opened.push(answer.ok ? answer.value : { name: file.name, error: answer.error });
        before += file.size;
      }
      return { ok: true, value: opened };
    },
    addTeachPhotos: async (teaching, files, progress) => {
      const of = files.reduce((sum, file) => sum + file.size, 0);
      let before = 0;
      let last: Answer<TeachView> = lost;
      for (const file of files) {
        const place = `/upload-teach?teaching=${teaching}&name=${encodeURIComponent(file.name)}`;
        last = await upload<TeachView>(place, file, (sent) => progress(before + sent, of));
        if (!last.ok) return last;
        before += file.size;
      }
      return last;
    },
    sendModel: async (file) => upload<ModelFile>(`/upload-model?name=${encodeURIComponent(file.name)}`, file, () => undefined),
    openMask: async (photo: PhotoId, file: File) => upload<MaskView>(`/upload-mask?photo=${photo}`, file, () => undefined),
  };
}

type Incoming =
  | { readonly id: number; readonly answer: Answer<unknown> }
  | { readonly event: string; readonly payload: unknown };

const lost: Answer<never> = {
  ok: false,
  error: { code: 'connection-lost', message: 'Heirloom did not answer: check that it is still running, then try again.' },
};
