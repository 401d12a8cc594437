import { quoted, refusal } from './refusal.ts';
import type { Weights } from './safetensors.ts';

/**
 * Do these weights fit this network, and are they numbers?
 *
 * @param parameters name -> parameter, as `buildUnet(config).parameters`
 * @param file what to call the weights in a sentence
 * @throws AppFailure 'checkpoint-invalid' naming the first tensor that is missing, too many, of another shape or not finite
 */
export function checkWeights(weights: Weights, parameters: ReadonlyMap<string, { readonly shape: readonly number[] }>, file: string): void {
  for (const [name, { shape }] of parameters) {
    const tensor = weights.get(name);
    if (tensor === undefined) throw refusal(file, `its network needs a tensor ${quoted(name)} that is missing`);
    if (tensor.shape.join() !== shape.join()) {
      throw refusal(file, `its tensor ${quoted(name)} is [${tensor.shape.join(', ')}] where its network has [${shape.join(', ')}]`);
    }
    if (!allFinite(tensor.values)) throw refusal(file, `its tensor ${quoted(name)} holds values that are not numbers`);
  }
  for (const name of weights.keys()) {
    if (!parameters.has(name)) throw refusal(file, `it has a tensor ${quoted(name)} that its network does not know`);
  }
}

/** A sum of zeros, until one value is infinite or NaN: no branch in the loop. */
function allFinite(values: Float32Array): boolean {
  let zero = 0;
  for (let i = 0; i < values.length; i++) zero += (values[i] as number) * 0;
  return zero === 0;
}
