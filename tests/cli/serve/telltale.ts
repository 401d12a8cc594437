import { readFile, rm } from 'node:fs/promises';
import type { Application } from '../../../app/host.ts';
import { callNames } from '../../../app/contract.ts';

/** An application that does nothing but tell what reached it: these tests are about the door in front of it. */
export interface Telltale extends Application {
  readonly reached: string[];
  tell(payload: unknown): void;
}

export function telltale(): Telltale {
  const reached: string[] = [];
  const listeners = new Set<(name: 'settings.changed', payload: unknown) => void>();
  return {
    reached,
    tell: (payload) => listeners.forEach((listener) => listener('settings.changed', payload)),
    async answer(name, raw) {
      if (!callNames.some((known) => known === name)) return { ok: false, error: { code: 'call-unknown', message: 'There is no such call.' } };
      reached.push(`answer ${name} ${JSON.stringify(raw)}`);
      return { ok: true, value: null };
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async openPaths() {
      return [];
    },
    async openUpload(name, path) {
      reached.push(`upload ${name} ${(await readFile(path)).length}`);
      await rm(path);
      return { name, error: { code: 'photo-unsupported', message: 'It was only counted.' } };
    },
    async openMask(photo, path) {
      reached.push(`mask ${photo} ${(await readFile(path)).length}`);
      await rm(path);
      return { ok: false, error: { code: 'mask-unreadable', message: 'It was only counted.' } };
    },
    async addTeachPaths() {
      return { ok: false, error: { code: 'id-unknown', message: 'Nothing is taught here.' } };
    },
    async addTeachUpload(teaching, name, path) {
      reached.push(`teach ${teaching} ${name} ${(await readFile(path)).length}`);
      await rm(path);
      return { ok: false, error: { code: 'id-unknown', message: 'It was only counted.' } };
    },
    async openModelUpload() {
      return { ok: false, error: { code: 'checkpoint-invalid', message: 'It was only counted.' } };
    },
    async picture(place) {
      reached.push(`picture ${place}`);
      return place === '/pictures/fixed' ? { type: 'image/png', bytes: Uint8Array.of(1, 2, 3), fixed: true } : null;
    },
    async download(place) {
      reached.push(`download ${place}`);
      return place === '/downloads/once' ? { name: 'Großmutter "1912".txt', content: { kind: 'file', path: import.meta.filename } } : null;
    },
    async close() {
      reached.push('close');
    },
  };
}
