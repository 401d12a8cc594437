import { createRequire } from 'node:module';
import { carrierTiff } from './carrier-tiff.ts';

/**
 * The main picture of a HEIC file as an uncompressed TIFF of 8 bits, upright and in the file's own colours. sharp's
 * libheif reads the metadata, but comes without a decoder for HEVC; libheif-js has one.
 *
 * @param icc the colour profile that the picture's values are meant in
 * @throws Error if the file is cut off or damaged
 */
export async function tiffOfHeic(bytes: Buffer, icc: Buffer | undefined): Promise<Buffer> {
  // Only here: megabytes that the other formats do not need.
  const library = createRequire(import.meta.url)('libheif-js/wasm-bundle') as HeifLibrary;
  const context = library.heif_context_alloc();
  try {
    refuse(library.heif_context_read_from_memory(context, bytes), library);
    const handle = library.heif_js_context_get_primary_image_handle(context);
    refuse(handle, library);
    try {
      const { heif_colorspace_RGB: rgb } = library.heif_colorspace;
      const { heif_chroma_interleaved_RGBA: rgba } = library.heif_chroma;
      const picture = await library.heif_js_decode_image2(handle, rgb, rgba);
      refuse(picture, library);
      const [plane] = picture.channels;
      if (plane === undefined) throw new Error('no pixels in it');
      const tiff = tiffOfPlane(plane, icc);
      library.heif_image_release(picture.image);
      return tiff;
    } finally {
      library.heif_image_handle_release(handle);
    }
  } finally {
    library.heif_context_free(context);
  }
}

function tiffOfPlane({ data, width, height, stride }: Plane, icc: Buffer | undefined): Buffer {
  const channels = isOpaque(data) ? 3 : 4;
  const { bytes, samples } = carrierTiff(width, height, channels, 8, { icc });
  for (let row = 0, to = 0; row < height; row++) {
    for (let column = 0, from = row * stride; column < width; column++, from += 4) {
      for (let channel = 0; channel < channels; channel++, to++) samples.values[to] = data[from + channel] as number;
    }
  }
  return Buffer.from(bytes.buffer);
}

function isOpaque(rgba: Uint8Array): boolean {
  for (let i = 3; i < rgba.length; i += 4) if (rgba[i] !== 255) return false;
  return true;
}

/** What fails answers with an error's code instead. */
function refuse(answer: HeifAnswer, library: HeifLibrary): void {
  if (answer.code !== undefined && answer.code !== library.heif_error_code.heif_error_Ok) throw new Error(answer.message ?? 'it cannot be decoded');
}

/** What is used of libheif-js, which has no types of its own. Its HeifDecoder does the same, but prints to standard output. */
interface HeifLibrary {
  heif_context_alloc(): HeifHandle;
  heif_context_free(context: HeifHandle): void;
  heif_context_read_from_memory(context: HeifHandle, bytes: Uint8Array): HeifAnswer;
  heif_js_context_get_primary_image_handle(context: HeifHandle): HeifHandle;
  heif_image_handle_release(handle: HeifHandle): void;
  /** Some builds answer at once, some with a promise. */
  heif_js_decode_image2(handle: HeifHandle, colorspace: object, chroma: object): Picture | Promise<Picture>;
  heif_image_release(image: HeifHandle): void;
  readonly heif_colorspace: { readonly heif_colorspace_RGB: object };
  readonly heif_chroma: { readonly heif_chroma_interleaved_RGBA: object };
  readonly heif_error_code: { readonly heif_error_Ok: object };
}

interface HeifAnswer {
  readonly code?: object;
  readonly message?: string;
}

type HeifHandle = HeifAnswer;

interface Picture extends HeifAnswer {
  readonly image: HeifHandle;
  readonly channels: readonly Plane[];
}

interface Plane {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Bytes a row. */
  readonly stride: number;
}
