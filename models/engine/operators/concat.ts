import type { Operator } from '../operator.ts';

export const concat: Operator<'concat'> = {
  forward: ({ a, b }, { model, of }) => model.node('Concat', [of(a), of(b)], { axis: 1 }),
  gradient({ a, b }, dy, at) {
    const sizes = at.model.integers(a.shape[0] as number, b.shape[0] as number);
    const [da = '', db = ''] = at.model.nodes('Split', [dy, sizes], 2, { axis: 1 });
    if (at.wants(a)) at.give(a, da);
    if (at.wants(b)) at.give(b, db);
  },
};
