import { expect, test } from 'vitest';
import { checkWeights } from '../../../models/checkpoint/check-weights.ts';
import { AppFailure } from '../../../models/failure.ts';
import { buildUnet } from '../../../models/network/unet.ts';
import { tinyManifest, tinyWeights, withValue } from './tiny-model.ts';

const { parameters } = buildUnet(tinyManifest.network);
const weights = tinyWeights(1);
const names = [...parameters.keys()];
const name = names.find((candidate) => parameters.get(candidate)!.shape.length === 4)!;
const { shape, values } = weights.get(name)!;

test('weights of the network pass', () => {
  expect(() => checkWeights(weights, parameters, 'x')).not.toThrow();
});

test.each([
  ['a missing tensor', new Map([...weights].filter(([key]) => key !== name)), `its network needs a tensor "${name}" that is missing`],
  ['a tensor too many', new Map(weights).set('extra.weight', { shape: [1], values: new Float32Array(1) }), 'a tensor "extra.weight" that its network does not know'],
  ['none at all', new Map(), 'that is missing'],
  ['another shape of the same size', new Map(weights).set(name, { shape: [values.length], values }), `its tensor "${name}" is [${values.length}] where its network has [${shape.join(', ')}]`],
  ['swapped axes', new Map(weights).set(name, { shape: shape.toReversed(), values }), `its tensor "${name}" is [`],
  ['NaN, last of all values', withValue(weights, names.at(-1)!, weights.get(names.at(-1)!)!.values.length - 1, NaN), `its tensor "${names.at(-1)!}" holds values that are not numbers`],
  ['infinity', withValue(weights, name, 0, Infinity), `its tensor "${name}" holds values that are not numbers`],
  ['infinities of both signs', withValue(withValue(weights, name, 0, Infinity), name, 1, -Infinity), 'holds values that are not numbers'],
])('%s is refused', (_, wrong, reason) => {
  const check = (): void => checkWeights(wrong, parameters, '/models/x/model.safetensors');
  expect(check).toThrow(AppFailure);
  expect(check).toThrow('/models/x/model.safetensors cannot be used: ');
  expect(check).toThrow(reason);
});

test('the largest finite values and the smallest are numbers', () => {
  const extreme = withValue(withValue(weights, name, 0, -3.4028234663852886e38), name, 1, 1e-45);
  expect(() => checkWeights(extreme, parameters, 'x')).not.toThrow();
});
