import type { Node } from '../../network/graph.ts';
import type { OnnxName } from '../onnx-model.ts';
import type { Forward, Operator } from '../operator.ts';

/** With q, k, v [N, heads, d, places]: a = softmax(q^T k / sqrt d), y = v a^T (Vaswani et al. 2017, eq. 1). */
export const attention: Operator<'attention'> = {
  forward(node, at) {
    const { v, a } = weights(node, at);
    const { model } = at;
    const y = model.node('MatMul', [v, model.node('Transpose', [a], { perm: [0, 1, 3, 2] })]);
    return model.node('Reshape', [y, model.integers(0, ...node.y.shape)]);
  },

  exchange(node, at) {
    const { model } = at;
    const parts = model.nodes('Split', [at.of(node.qkv)], 3, { axis: 1, num_outputs: 3 });
    const swap = (value: OnnxName): OnnxName => model.node('Transpose', [value], { perm: [0, 1, 3, 2] });
    const y = model.node('Attention', parts.map((part) => swap(model.node('Reshape', [part, headShape(node, at)]))));
    return model.node('Reshape', [swap(y), model.integers(0, ...node.y.shape)]);
  },

  gradient(node, dy, at) {
    const { model } = at;
    const { q, k, v, a, scale } = weights(node, at);
    const dyHeads = model.node('Reshape', [dy, headShape(node, at)]);
    const transpose = (value: OnnxName): OnnxName => model.node('Transpose', [value], { perm: [0, 1, 3, 2] });
    const dv = model.node('MatMul', [dyHeads, a]);
    const da = model.node('MatMul', [transpose(dyHeads), v]);
    // Through the softmax: ds = a (da - sum_j a da).
    const inner = model.node('ReduceSum', [model.node('Mul', [a, da]), model.integers(3)]);
    const ds = model.node('Mul', [model.node('Mul', [a, model.node('Sub', [da, inner])]), scale]);
    const dq = model.node('MatMul', [k, transpose(ds)]);
    const dk = model.node('MatMul', [q, ds]);
    const all = model.node('Concat', [dq, dk, dv], { axis: 1 });
    at.give(node.qkv, model.node('Reshape', [all, model.integers(0, ...node.qkv.shape)]));
  },
};

function weights(node: Node<'attention'>, at: Forward): Record<'q' | 'k' | 'v' | 'a' | 'scale', OnnxName> {
  const { model } = at;
  const [c = 0] = node.y.shape;
  const [q = '', k = '', v = ''] = model
    .nodes('Split', [at.of(node.qkv)], 3, { axis: 1, num_outputs: 3 })
    .map((part) => model.node('Reshape', [part, headShape(node, at)]));
  const scale = model.number(1 / Math.sqrt(c / node.heads));
  const scores = model.node('MatMul', [model.node('Transpose', [model.node('Mul', [q, scale])], { perm: [0, 1, 3, 2] }), k]);
  return { q, k, v, a: model.node('Softmax', [scores], { axis: -1 }), scale };
}

function headShape({ y, heads }: Node<'attention'>, { model }: Forward): OnnxName {
  const [c = 0, h = 0, w = 0] = y.shape;
  return model.integers(0, heads, c / heads, h * w);
}
