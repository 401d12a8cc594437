import type { Operator } from '../operator.ts';

export const add: Operator<'add'> = {
  forward: ({ a, b }, { model, of }) => model.node('Add', [of(a), of(b)]),
  gradient({ a, b }, dy, at) {
    if (at.wants(a)) at.give(a, dy);
    if (at.wants(b)) at.give(b, dy);
  },
};
