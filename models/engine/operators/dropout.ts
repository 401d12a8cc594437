import type { Operator } from '../operator.ts';

/**
 * The mask comes from outside (0, or 1 / (1 - rate) where an element stays), as ONNX Runtime's own random state
 * could not be saved and resumed to the same bytes.
 */
export const dropout: Operator<'dropout'> = {
  forward: ({ x, y }, { model, of }) => model.node('Mul', [of(x), model.input(maskName(y.id), y.shape)]),
  inference: ({ x }, { of }) => of(x),
  exchange: ({ x, rate }, { model, of }) => model.node('Dropout', [of(x), model.number(rate)]),
  gradient: ({ x, y }, dy, at) => at.give(x, at.model.node('Mul', [dy, maskName(y.id)])),
};

/** The input that feeds the mask of the dropout whose result is value `id`. */
export function maskName(id: number): string {
  return `dropout_${id}`;
}
