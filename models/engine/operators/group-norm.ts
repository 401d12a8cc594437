import type { Node } from '../../network/graph.ts';
import type { OnnxModel, OnnxName } from '../onnx-model.ts';
import { gainAndShift, modulated } from './modulate.ts';
import type { Backward, Forward, Operator } from '../operator.ts';

const EPSILON = 1e-5;

/**
 * y = (scale (x - m) r + offset) (1 + s) + t with m, r the mean and inverse deviation of x's group (Wu and He 2018, eq. 1-2)
 * and [s, t] the modulation (Dhariwal and Nichol 2021, eq. 3). Written as y = x a + b with one a and b for each channel, so
 * that the picture is passed over as few times as can be; per-channel values are kept as [N, groups, channels of a group].
 */
export const groupNorm: Operator<'groupNorm'> = {
  forward(node, at) {
    const { model } = at;
    const { a, b } = affine(node, at);
    const [c = 0] = node.x.shape;
    const perChannel = model.integers(0, c, 1, 1);
    const scaled = model.node('Mul', [at.of(node.x), model.node('Reshape', [a, perChannel])]);
    return model.node('Add', [scaled, model.node('Reshape', [b, perChannel])]);
  },

  /** With the deviations taken by InstanceNormalization, which passes over the picture in the cache. */
  inference({ x, scale, offset, groups, modulation }, at) {
    const { model } = at;
    const [c = 0, h = 0, w = 0] = x.shape;
    const rows = model.node('Reshape', [at.of(x), model.integers(0, groups, (c / groups) * h * w)]);
    const constant = (value: number): OnnxName => model.tensor(`${value}_times_${groups}`, [groups], new Float32Array(groups).fill(value));
    const normed = model.node('InstanceNormalization', [rows, constant(1), constant(0)], { epsilon: EPSILON });
    const perPicture = model.integers(1, c, 1, 1);
    let gain = model.node('Reshape', [at.weight(scale), perPicture]);
    let shift = model.node('Reshape', [at.weight(offset), perPicture]);
    if (modulation !== undefined) {
      const [s, t] = gainAndShift(at.of(modulation), c, model);
      gain = model.node('Mul', [gain, s]);
      shift = model.node('Add', [model.node('Mul', [shift, s]), t]);
    }
    const back = model.node('Reshape', [normed, model.integers(0, c, h, w)]);
    return model.node('Add', [model.node('Mul', [back, gain]), shift]);
  },

  exchange({ x, scale, offset, groups, modulation }, at) {
    const { model } = at;
    const normed = model.node('GroupNormalization', [at.of(x), at.weight(scale), at.weight(offset)], { epsilon: EPSILON, num_groups: groups });
    return modulation === undefined ? normed : modulated(normed, at.of(modulation), x.shape[0] as number, model);
  },

  /**
   * With P = sum of dy, Q = sum of dy x over a channel's places and R = (Q - m P) r, the same against the normalised x:
   * dt = P, ds = scale R + offset P, d offset = sum (1+s) P, d scale = sum (1+s) R over pictures, and
   * dx = a dy - r S1 / M - (x - m) r^2 S2 / M, where S1, S2 are the sums over the group of scale (1+s) P, scale (1+s) R.
   */
  gradient(node, dy, at) {
    const { model } = at;
    const { x, scale, offset, groups, modulation } = node;
    const [c = 0, h = 0, w = 0] = x.shape;
    const { a, m, r, scaleRow, offsetRow, gain } = affine(node, at);
    const grouped = model.integers(0, groups, c / groups);
    const places = model.integers(2, 3);
    const p = model.node('Reshape', [model.node('ReduceSum', [dy, places], { keepdims: 0 }), grouped]);
    const q = model.node('Reshape', [innerProducts(dy, at.of(x), c, h * w, model), grouped]);
    const rr = model.node('Mul', [model.node('Sub', [q, model.node('Mul', [m, p])]), r]);
    const gained = (value: OnnxName): OnnxName => (gain === undefined ? value : model.node('Mul', [gain, value]));
    const gp = gained(p);
    const gr = gained(rr);
    const overPictures = (value: OnnxName): OnnxName =>
      model.node('Reshape', [model.node('ReduceSum', [value, model.integers(0)], { keepdims: 0 }), model.integers(c)]);
    at.giveWeight(offset, overPictures(gp));
    at.giveWeight(scale, overPictures(gr));
    if (modulation !== undefined) {
      const flat = model.integers(0, c);
      const ds = model.node('Add', [model.node('Mul', [scaleRow, rr]), model.node('Mul', [offsetRow, p])]);
      at.give(modulation, model.node('Concat', [model.node('Reshape', [ds, flat]), model.node('Reshape', [p, flat])], { axis: 1 }));
    }
    if (!at.wants(x)) return;
    const groupMean = (value: OnnxName): OnnxName =>
      model.node('Mul', [
        model.node('ReduceSum', [model.node('Mul', [scaleRow, value]), model.integers(2)]),
        model.number(groups / (c * h * w)),
      ]);
    const slope = model.node('Mul', [model.node('Mul', [r, r]), groupMean(gr)]);
    const level = model.node('Sub', [model.node('Mul', [m, slope]), model.node('Mul', [r, groupMean(gp)])]);
    const toChannels = (value: OnnxName): OnnxName =>
      model.node('Reshape', [model.node('Expand', [value, model.integers(1, groups, c / groups)]), model.integers(0, c, 1, 1)]);
    const direct = model.node('Mul', [dy, model.node('Reshape', [a, model.integers(0, c, 1, 1)])]);
    const indirect = model.node('Mul', [at.of(x), toChannels(slope)]);
    at.give(x, model.node('Add', [model.node('Sub', [direct, indirect]), toChannels(level)]));
  },
};

interface Affine {
  /** y = x a + b, [N, groups, c / groups] */
  readonly a: OnnxName;
  readonly b: OnnxName;
  /** Mean and inverse deviation, [N, groups, 1] */
  readonly m: OnnxName;
  readonly r: OnnxName;
  /** [1, groups, c / groups] */
  readonly scaleRow: OnnxName;
  readonly offsetRow: OnnxName;
  /** 1 + s, [N, groups, c / groups] */
  readonly gain: OnnxName | undefined;
}

function affine({ x, scale, offset, groups, modulation }: Node<'groupNorm'>, at: Forward | Backward): Affine {
  const { model } = at;
  const [c = 0, h = 0, w = 0] = x.shape;
  const size = (c / groups) * h * w;
  const rows = model.node('Reshape', [at.of(x), model.integers(0, groups, size)]);
  const m = model.node('ReduceMean', [rows, model.integers(2)]);
  const sumSquare = model.node('Reshape', [innerProducts(rows, rows, groups, size, model), model.integers(0, groups, 1)]);
  const meanSquare = model.node('Mul', [sumSquare, model.number(1 / size)]);
  const variance = model.node('Max', [model.node('Sub', [meanSquare, model.node('Mul', [m, m])]), model.number(0)]);
  const r = model.node('Reciprocal', [model.node('Sqrt', [model.node('Add', [variance, model.number(EPSILON)])])]);
  const row = model.integers(1, groups, c / groups);
  const scaleRow = model.node('Reshape', [at.weight(scale), row]);
  const offsetRow = model.node('Reshape', [at.weight(offset), row]);
  const a = model.node('Mul', [r, scaleRow]);
  const b = model.node('Sub', [offsetRow, model.node('Mul', [m, a])]);
  if (modulation === undefined) return { a, b, m, r, scaleRow, offsetRow, gain: undefined };
  const [s = '', t = ''] = model.nodes('Split', [model.node('Reshape', [at.of(modulation), model.integers(0, 2 * groups, c / groups)])], 2, {
    axis: 1,
    num_outputs: 2,
  });
  const gain = model.node('Add', [s, model.number(1)]);
  return { a: model.node('Mul', [a, gain]), b: model.node('Add', [model.node('Mul', [b, gain]), t]), m, r, scaleRow, offsetRow, gain };
}

/** Of `count` stretches of `length` values in each picture: reads them once, where a product and its sum write it out between. */
function innerProducts(a: OnnxName, b: OnnxName, count: number, length: number, model: OnnxModel): OnnxName {
  const row = model.node('Reshape', [a, model.integers(0, count, 1, length)]);
  const column = model.node('Transpose', [model.node('Reshape', [b, model.integers(0, count, 1, length)])], { perm: [0, 1, 3, 2] });
  return model.node('MatMul', [row, column]);
}
