import { OnnxModel } from '../../models/engine/onnx-model.ts';
import type { Feeds } from '../../models/engine/session.ts';
import type { Graph, Node } from '../../models/network/graph.ts';
import { Random } from '../../models/random.ts';

/** A file with nothing but the convolutions of a graph, each on a picture of its own size: the speed there is to reach. */
export interface BareConvolutions {
  readonly bytes: Uint8Array;
  readonly flop: number;
  feeds(batch: number): Feeds;
}

/**
 * The result of each convolution is thrown away but for one number, since fetching them all would measure memory.
 * Weights are baked, so that ONNX Runtime packs them as it does in the inference file.
 */
export function bareConvolutions(graph: Graph): BareConvolutions {
  const model = new OnnxModel();
  const random = Random.fromSeed(1);
  const convolutions = graph.nodes.filter((node): node is Node<'conv'> => node.op === 'conv');
  const shapes = new Map(convolutions.map(({ x }) => [inputName(x.shape), x.shape]));
  for (const [name, shape] of shapes) model.input(name, shape);
  let flop = 0;
  for (const { x, y, weight, bias, kernel } of convolutions) {
    const [o = 0, c = 0] = weight.shape;
    const [, h = 0, w = 0] = y.shape;
    const side = (kernel - 1) / 2;
    const filter = model.tensor(weight.name, weight.shape, random.gaussian(new Float32Array(o * c * kernel * kernel)));
    const offset = model.tensor(bias.name, bias.shape, random.gaussian(new Float32Array(o)));
    const result = model.node('Conv', [inputName(x.shape), filter, offset], { kernel_shape: [kernel, kernel], pads: [side, side, side, side] });
    const one = model.node('Slice', [result, model.integers(0, 0, 0), model.integers(1, 1, 1), model.integers(1, 2, 3)]);
    model.output(`${weight.name}.one`, one, [1, 1, 1]);
    flop += 2 * o * c * kernel * kernel * h * w;
  }
  const feeds = (batch: number): Feeds =>
    Object.fromEntries(
      [...shapes].map(([name, shape]) => {
        const full = [batch, ...shape];
        return [name, { values: random.gaussian(new Float32Array(full.reduce((product, side) => product * side, 1))), shape: full }];
      }),
    );
  return { bytes: model.encode('bare-convolutions'), flop, feeds };
}

function inputName(shape: readonly number[]): string {
  return `picture_${shape.join('_')}`;
}
