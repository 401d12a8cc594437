import type { Operator } from '../operator.ts';

export const silu: Operator<'silu'> = {
  forward({ x }, { model, of }) {
    return model.node('Mul', [of(x), model.node('Sigmoid', [of(x)])]);
  },

  exchange: ({ x }, { model, of }) => model.node('Swish', [of(x)]),

  /** d/dx x sigma(x) = sigma + y (1 - sigma) = sigma + y - y sigma */
  gradient({ x, y }, dy, at) {
    const { model } = at;
    const sigma = model.node('Sigmoid', [at.of(x)]);
    const rest = model.node('Sub', [at.of(y), model.node('Mul', [at.of(y), sigma])]);
    at.give(x, model.node('Mul', [dy, model.node('Add', [sigma, rest])]));
  },
};
