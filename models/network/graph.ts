/**
 * The few operators a network is written in. A graph is data: `unet.ts` builds it, `models/engine/` lowers it to ONNX
 * (inference, training), the TensorFlow engine and the PyTorch pretrainer read the same operators.
 * Every value has a batch axis that is not written: shape [C,H,W] is a tensor [N,C,H,W], shape [C] is [N,C].
 */
export type Shape = readonly number[];

/** The result of one operator; values are numbered in the order they are computed. */
export interface Value {
  readonly id: number;
  readonly shape: Shape;
}

/** A learned tensor; its name is the name in every weights file. */
export interface Parameter {
  readonly name: string;
  readonly shape: Shape;
  readonly initial: Initial;
}

/** How a parameter starts: `fan` draws U(-b, b), b = sqrt(1 / fanIn), PyTorch's default for convolutions and linear maps. */
export type Initial = { readonly kind: 'fan'; readonly fanIn: number } | { readonly kind: 'zeros' } | { readonly kind: 'ones' };

export type Operation =
  | { readonly op: 'input'; readonly name: string }
  | { readonly op: 'conv'; readonly x: Value; readonly weight: Parameter; readonly bias: Parameter; readonly kernel: 1 | 3 }
  | { readonly op: 'linear'; readonly x: Value; readonly weight: Parameter; readonly bias: Parameter }
  | {
      readonly op: 'groupNorm';
      readonly x: Value;
      readonly scale: Parameter;
      readonly offset: Parameter;
      readonly groups: number;
      /** [2C]: the normalised value is multiplied by 1 + its first half and moved by its second (AdaGN). */
      readonly modulation: Value | undefined;
    }
  | { readonly op: 'modulate'; readonly x: Value; readonly by: Value }
  | { readonly op: 'silu'; readonly x: Value }
  | { readonly op: 'dropout'; readonly x: Value; readonly rate: number }
  | { readonly op: 'attention'; readonly qkv: Value; readonly heads: number }
  | { readonly op: 'add'; readonly a: Value; readonly b: Value }
  | { readonly op: 'concat'; readonly a: Value; readonly b: Value }
  | { readonly op: 'averagePool'; readonly x: Value }
  | { readonly op: 'upsample'; readonly x: Value }
  | { readonly op: 'haar'; readonly x: Value; readonly levels: number }
  | { readonly op: 'inverseHaar'; readonly x: Value; readonly levels: number }
  | { readonly op: 'noiseEmbedding'; readonly gamma: Value };

export type OperationName = Operation['op'];
export type OperationOf<Name extends OperationName> = Extract<Operation, { readonly op: Name }>;

/** One operator and the value it computes. */
export type Node<Name extends OperationName = OperationName> = OperationOf<Name> & { readonly y: Value };

export interface Graph {
  /** In an order in which each operator comes after those it reads. */
  readonly nodes: readonly Node[];
  /** Name -> parameter, in the order of use. */
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly output: Value;
}

/** Writes a graph, one operator a call; each method states its shape rule. */
export class GraphBuilder {
  readonly #nodes: Node[] = [];
  readonly #parameters = new Map<string, Parameter>();

  /** -> shape as given */
  input(name: string, shape: Shape): Value {
    return this.#append({ op: 'input', name }, shape);
  }

  /** Stride 1, zero padding that keeps the size: [C,H,W] -> [O,H,W]. `start` zeros makes a residual branch begin as nothing. */
  conv(name: string, x: Value, channels: number, kernel: 1 | 3, start: 'fan' | 'zeros' = 'fan'): Value {
    const [c, h, w] = space(x);
    const fanIn = c * kernel * kernel;
    const initial: Initial = start === 'fan' ? { kind: 'fan', fanIn } : { kind: 'zeros' };
    const weight = this.#parameter(`${name}.weight`, [channels, c, kernel, kernel], initial);
    const bias = this.#parameter(`${name}.bias`, [channels], initial);
    return this.#append({ op: 'conv', x, weight, bias, kernel }, [channels, h, w]);
  }

  /** [C] -> [O] */
  linear(name: string, x: Value, channels: number, start: 'fan' | 'zeros' = 'fan'): Value {
    const [fanIn = 0] = x.shape;
    const initial: Initial = start === 'fan' ? { kind: 'fan', fanIn } : { kind: 'zeros' };
    const weight = this.#parameter(`${name}.weight`, [channels, fanIn], initial);
    const bias = this.#parameter(`${name}.bias`, [channels], initial);
    return this.#append({ op: 'linear', x, weight, bias }, [channels]);
  }

  /** [C,H,W], modulation [2C] -> [C,H,W] (Wu and He 2018; AdaGN: Dhariwal and Nichol 2021, eq. 3) */
  groupNorm(name: string, x: Value, groups: number, modulation?: Value): Value {
    const [c] = space(x);
    if (c % groups !== 0) throw new RangeError(`${name}: ${c} channels do not divide into ${groups} groups.`);
    if (modulation !== undefined) expectShape(name, modulation, [2 * c]);
    const scale = this.#parameter(`${name}.weight`, [c], { kind: 'ones' });
    const offset = this.#parameter(`${name}.bias`, [c], { kind: 'zeros' });
    return this.#append({ op: 'groupNorm', x, scale, offset, groups, modulation }, x.shape);
  }

  /** x (1 + s) + t for by = [s, t]: [C,H,W], [2C] -> [C,H,W] */
  modulate(x: Value, by: Value): Value {
    expectShape('modulate', by, [2 * space(x)[0]]);
    return this.#append({ op: 'modulate', x, by }, x.shape);
  }

  /** x sigmoid(x); keeps the shape */
  silu(x: Value): Value {
    return this.#append({ op: 'silu', x }, x.shape);
  }

  /** In training each element is zero with probability `rate`, else divided by 1 - rate; in inference nothing. Keeps the shape. */
  dropout(x: Value, rate: number): Value {
    return rate === 0 ? x : this.#append({ op: 'dropout', x, rate }, x.shape);
  }

  /** softmax(q^T k / sqrt(d)) over all places, for each head: [3C,H,W] = q, k, v -> [C,H,W] (Vaswani et al. 2017, eq. 1) */
  attention(qkv: Value, heads: number): Value {
    const [c, h, w] = space(qkv);
    if (c % (3 * heads) !== 0) throw new RangeError(`attention: ${c} channels are not q, k, v for ${heads} heads.`);
    return this.#append({ op: 'attention', qkv, heads }, [c / 3, h, w]);
  }

  /** Same shapes */
  add(a: Value, b: Value): Value {
    expectShape('add', b, a.shape);
    return this.#append({ op: 'add', a, b }, a.shape);
  }

  /** [A,H,W], [B,H,W] -> [A+B,H,W] */
  concat(a: Value, b: Value): Value {
    const [ca, h, w] = space(a);
    const [cb] = space(b);
    expectShape('concat', b, [cb, h, w]);
    return this.#append({ op: 'concat', a, b }, [ca + cb, h, w]);
  }

  /** Means of 2x2: [C,H,W] -> [C,H/2,W/2] */
  averagePool(x: Value): Value {
    const [c, h, w] = space(x);
    if (h % 2 !== 0 || w % 2 !== 0) throw new RangeError(`averagePool: ${h}x${w} is odd.`);
    return this.#append({ op: 'averagePool', x }, [c, h / 2, w / 2]);
  }

  /** Nearest neighbour: [C,H,W] -> [C,2H,2W] */
  upsample(x: Value): Value {
    const [c, h, w] = space(x);
    return this.#append({ op: 'upsample', x }, [c, 2 * h, 2 * w]);
  }

  /** Orthonormal Haar transform: [C,H,W] -> [C 4^levels, H/2^levels, W/2^levels]; see haar.ts for the order of the bands */
  haar(x: Value, levels: number): Value {
    const [c, h, w] = space(x);
    const side = 2 ** levels;
    if (h % side !== 0 || w % side !== 0) throw new RangeError(`haar: ${h}x${w} does not divide by ${side}.`);
    return levels === 0 ? x : this.#append({ op: 'haar', x, levels }, [c * side * side, h / side, w / side]);
  }

  /** The exact inverse (and transpose) of `haar` */
  inverseHaar(x: Value, levels: number): Value {
    const [c, h, w] = space(x);
    const side = 2 ** levels;
    if (c % (side * side) !== 0) throw new RangeError(`inverseHaar: ${c} channels do not divide by ${side * side}.`);
    return levels === 0 ? x : this.#append({ op: 'inverseHaar', x, levels }, [c / (side * side), h * side, w * side]);
  }

  /** Sines and cosines of the noise level: [1] -> [width]; see embedding.ts */
  noiseEmbedding(gamma: Value, width: number): Value {
    expectShape('noiseEmbedding', gamma, [1]);
    return this.#append({ op: 'noiseEmbedding', gamma }, [width]);
  }

  finish(output: Value): Graph {
    return { nodes: this.#nodes, parameters: this.#parameters, output };
  }

  #append(operation: Operation, shape: Shape): Value {
    const y: Value = { id: this.#nodes.length, shape };
    this.#nodes.push({ ...operation, y });
    return y;
  }

  #parameter(name: string, shape: Shape, initial: Initial): Parameter {
    if (this.#parameters.has(name)) throw new RangeError(`Two parameters are named ${name}.`);
    const parameter = { name, shape, initial };
    this.#parameters.set(name, parameter);
    return parameter;
  }
}

export function sizeOf(shape: Shape): number {
  return shape.reduce((product, side) => product * side, 1);
}

function space(x: Value): [channels: number, height: number, width: number] {
  const [c, h, w] = x.shape;
  if (c === undefined || h === undefined || w === undefined || x.shape.length !== 3) throw new RangeError(`[${x.shape.join(',')}] is not [C,H,W].`);
  return [c, h, w];
}

function expectShape(where: string, x: Value, shape: Shape): void {
  if (x.shape.length !== shape.length || x.shape.some((side, axis) => side !== shape[axis])) {
    throw new RangeError(`${where}: [${x.shape.join(',')}] should be [${shape.join(',')}].`);
  }
}
