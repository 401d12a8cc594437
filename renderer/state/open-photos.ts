import type { Heirloom } from './heirloom.svelte.ts';

/** The desktop's dialog, or the browser's. */
export async function choosePhotos(heirloom: Heirloom): Promise<void> {
  if (heirloom.description?.host === 'browser') {
    const files = await pickFiles('image/*,.heic,.heif,.tif,.tiff,.avif', true);
    if (files.length > 0) await openFiles(heirloom, files);
    return;
  }
  const opened = await heirloom.ask('photos.choose', {});
  if (opened !== null) heirloom.takeOpened(opened);
}

export async function openFiles(heirloom: Heirloom, files: readonly File[]): Promise<void> {
  if (files.length === 0) return;
  heirloom.opening = 0;
  const answer = await heirloom.bridge.openFiles(files, (sent, of) => (heirloom.opening = of > 0 ? sent / of : 0));
  heirloom.opening = null;
  if (answer.ok) heirloom.takeOpened(answer.value);
  else heirloom.notify('bad', answer.error.message);
}

/** @returns none if the person thought better of it */
export async function pickFiles(accept: string, multiple: boolean): Promise<readonly File[]> {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = accept;
  input.multiple = multiple;
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])]));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}
