import * as v from 'valibot';
import { type LayersModel, parseLayersModel } from '../../evaluation/layers-model.ts';
import { AppFailure } from '../../failure.ts';

/** What is used of the package: its networks, as base64 texts. Its own code, which needs TensorFlow.js, is never loaded. */
const networkSchema = v.object({
  modelJson: v.custom<() => Promise<unknown>>((value) => typeof value === 'function'),
  weightBundles: v.array(v.custom<() => Promise<unknown>>((value) => typeof value === 'function')),
});

const networks = {
  inception: async () => v.parse(v.object({ InceptionV3Model: networkSchema }), await import('nsfwjs/models/inception_v3')).InceptionV3Model,
  mobilenet: async () => v.parse(v.object({ MobileNetV2Model: networkSchema }), await import('nsfwjs/models/mobilenet_v2')).MobileNetV2Model,
} as const;

/**
 * A network of the package nsfwjs.
 * @param lower makes of it what is wanted
 * @param instead what to do where the package is missing, as the end of a sentence
 * @throws AppFailure 'model-unknown' if the package is missing or another version
 */
export async function fromNsfwjs<T>(name: keyof typeof networks, lower: (model: LayersModel) => T, instead: string): Promise<T> {
  try {
    const { modelJson, weightBundles } = await networks[name]();
    const json = v.parse(v.object({ default: v.unknown() }), await modelJson()).default;
    const parts: Buffer[] = [];
    for (const load of weightBundles) parts.push(Buffer.from(v.parse(v.object({ default: v.string() }), await load()).default, 'base64'));
    return lower(parseLayersModel(json, Buffer.concat(parts)));
  } catch (cause) {
    if (cause instanceof AppFailure) throw cause;
    throw new AppFailure('model-unknown', `The package nsfwjs is missing or another version: run "npm ci", or ${instead}.`, { cause });
  }
}
