import type { Answer, CallName, EventName, Input, Output, Payload } from '../contract.ts';
import type { MaskView } from './marks.ts';
import type { ModelFile } from './models.ts';
import type { PhotoId, PhotoView } from './photos.ts';
import type { TeachId, TeachView } from './teach.ts';

/**
 * What the window finds at `window.heirloom`: the preload puts it there on a desktop, and in a browser the renderer makes it
 * from a WebSocket. It carries messages and knows nothing of their meaning.
 */
export interface Bridge {
  call<Name extends CallName>(name: Name, input: Input<Name>): Promise<Answer<Output<Name>>>;
  /** @returns what stops it */
  on<Name extends EventName>(name: Name, listener: (payload: Payload<Name>) => void): () => void;
  /** Files that were dropped or picked: a desktop takes their places, a browser uploads them. */
  openFiles(files: readonly File[], progress: (sent: number, of: number) => void): Promise<Answer<readonly OpenedFile[]>>;
  openMask(photo: PhotoId, file: File): Promise<Answer<MaskView>>;
  /** Photos to teach from, and on a desktop whole folders, that were dropped or picked. */
  addTeachPhotos(teaching: TeachId, files: readonly File[], progress: (sent: number, of: number) => void): Promise<Answer<TeachView>>;
  /** In a browser only: an exported model, to be imported by `models.importFile`. */
  readonly sendModel?: (file: File) => Promise<Answer<ModelFile>>;
  /** Before every place in contract/pictures.ts: `photo://heirloom` or nothing. */
  readonly picturesAt: string;
}

/** A photo, or why that file is none. */
export type OpenedFile =
  | { readonly photo: PhotoView }
  | { readonly name: string; readonly error: { readonly code: string; readonly message: string } };
