import * as v from 'valibot';
import { saveFormats } from './save.ts';

/** What a person may set. Defaults and migrations lie in services/settings.ts. */
export const settings = v.strictObject({
  theme: v.picklist(['system', 'light', 'dark']),
  language: v.picklist(['system', 'en', 'de']),
  /** What runs the networks; tensorflow is there after `npm run setup:tensorflow`, and falls back to onnx. */
  engine: v.picklist(['onnx', 'tensorflow']),
  device: v.picklist(['auto', 'cpu', 'webgpu', 'coreml', 'dml', 'cuda']),
  quality: v.picklist(['quick', 'fine']),
  variants: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(12)),
  saveFormat: v.picklist(saveFormats),
  saveQuality: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)),
  brushSize: v.pipe(v.number(), v.minValue(1), v.maxValue(2000)),
  brushSoftness: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  /** CSS colour of the mask over the photo. */
  overlayColour: v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/)),
});
export type Settings = Readonly<v.InferOutput<typeof settings>>;

export const settingsPatch = v.partial(settings);
