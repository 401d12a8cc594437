import type { Operator } from '../operator.ts';

export const linear: Operator<'linear'> = {
  forward: ({ x, weight, bias }, at) => at.model.node('Gemm', [at.of(x), at.weight(weight), at.weight(bias)], { transB: 1 }),

  gradient({ x, weight, bias }, dy, at) {
    at.giveWeight(bias, at.model.node('ReduceSum', [dy, at.model.integers(0)], { keepdims: 0 }));
    at.giveWeight(weight, at.model.node('Gemm', [dy, at.of(x)], { transA: 1 }));
    if (at.wants(x)) at.give(x, at.model.node('MatMul', [dy, at.weight(weight)]));
  },
};
