import { type Graph, type Node, type Parameter, sizeOf, type Value } from '../network/graph.ts';
import { OnnxModel, type OnnxName } from './onnx-model.ts';
import type { Backward, Forward, Operator } from './operator.ts';
import { operators } from './operators/index.ts';

/** Values of a graph's parameters by name. */
export type ParameterValues = ReadonlyMap<string, Float32Array>;

/**
 * The graph as an ONNX file with its weights inside, for inference: inputs as in the graph, output `f`; the batch is free.
 * Baked weights let ONNX Runtime pack them once and fold what depends on nothing else.
 */
export function lowerToInference(graph: Graph, values: ParameterValues): Uint8Array {
  const model = new OnnxModel();
  const weight = (parameter: Parameter): OnnxName => model.tensor(parameter.name, parameter.shape, valueOf(parameter, values));
  const { of } = lowerForward(graph, model, weight, 'inference');
  model.output('f', of(graph.output), graph.output.shape);
  return model.encode('heirloom-inference');
}

/**
 * The graph as an ONNX file for other tools (models/pretrain/ trains it in PyTorch): in the largest operators that ONNX has
 * (opset 24), dropout included; each parameter is an input of its name with the given values as its default, so that what is
 * learned stays apart from what is fixed. Inputs and output as `lowerToInference`. Without values the file is small, and
 * whoever runs it brings them.
 */
export function lowerToExchange(graph: Graph, values?: ParameterValues): Uint8Array {
  const model = new OnnxModel();
  const weight = (parameter: Parameter): OnnxName => {
    if (values === undefined) return model.input(parameter.name, parameter.shape, false);
    return model.parameter(parameter.name, parameter.shape, valueOf(parameter, values));
  };
  const { of } = lowerForward(graph, model, weight, 'exchange');
  model.output('f', of(graph.output), graph.output.shape);
  return model.encode('heirloom-exchange', 24);
}

/**
 * The graph with its backward pass as one ONNX file, for training. Inputs: the graph's; `target` like the output; `weight`
 * [N,1,H,W], which holds all weighting and averaging; each dropout's mask; each parameter under its own name.
 * Outputs: `loss` [N], sum over a picture of weight |f - target|^p; `gradient:<parameter>` of the sum of all losses.
 */
export function lowerToTraining(graph: Graph, p: 1 | 2): Uint8Array {
  const model = new OnnxModel();
  const declared = new Set<string>();
  const weight = ({ name, shape }: Parameter): OnnxName => {
    if (declared.has(name)) return name;
    declared.add(name);
    return model.input(name, shape, false);
  };
  const forward = lowerForward(graph, model, weight, 'forward');
  const [, h = 0, w = 0] = graph.output.shape;
  const target = model.input('target', graph.output.shape);
  const weighting = model.input('weight', [1, h, w]);

  const difference = model.node('Sub', [forward.of(graph.output), target]);
  const error = p === 2 ? model.node('Mul', [difference, difference]) : model.node('Abs', [difference]);
  const slope = p === 2 ? model.node('Mul', [difference, model.number(2)]) : model.node('Sign', [difference]);
  model.output('loss', model.node('ReduceSum', [model.node('Mul', [error, weighting]), model.integers(1, 2, 3)], { keepdims: 0 }), []);

  const gradients = lowerBackward(graph, forward, model.node('Mul', [slope, weighting]));
  for (const { name, shape } of graph.parameters.values()) model.output(gradientName(name), gradients.get(name) as OnnxName, shape, false);
  return model.encode('heirloom-training');
}

export function gradientName(parameter: string): string {
  return `gradient:${parameter}`;
}

function lowerForward(graph: Graph, model: OnnxModel, weight: Forward['weight'], use: 'inference' | 'forward' | 'exchange'): Forward {
  const names = new Map<number, OnnxName>();
  const of = (value: Value): OnnxName => names.get(value.id) as OnnxName;
  const at: Forward = { model, of, weight };
  for (const node of graph.nodes) {
    const { forward, [use]: special = forward } = operatorOf(node);
    names.set(node.y.id, special(node, at));
  }
  return at;
}

/** Reverse accumulation from the output's gradient. @returns parameter name -> gradient's name */
function lowerBackward(graph: Graph, forward: Forward, outputGradient: OnnxName): Map<string, OnnxName> {
  const { model } = forward;
  const learned = valuesThatLearn(graph);
  const gradients = new Map<number, OnnxName>([[graph.output.id, outputGradient]]);
  const ofParameters = new Map<string, OnnxName>();
  const at: Backward = {
    ...forward,
    wants: (value) => learned.has(value.id),
    give(value, gradient) {
      const sofar = gradients.get(value.id);
      gradients.set(value.id, sofar === undefined ? gradient : model.node('Add', [sofar, gradient]));
    },
    giveWeight: ({ name }, gradient) => ofParameters.set(name, gradient),
  };
  for (const node of [...graph.nodes].reverse()) {
    const dy = gradients.get(node.y.id);
    if (dy !== undefined && learned.has(node.y.id)) operatorOf(node).gradient(node, dy, at);
  }
  return ofParameters;
}

/** Values that some parameter has a part in: only they need gradients. */
function valuesThatLearn(graph: Graph): Set<number> {
  const learned = new Set<number>();
  for (const node of graph.nodes) {
    const fields = Object.values(node) as unknown[];
    const own = fields.some((field) => isParameter(field));
    if (own || fields.some((field) => isValue(field) && field !== node.y && learned.has(field.id))) learned.add(node.y.id);
  }
  return learned;
}

function isParameter(field: unknown): field is Parameter {
  return typeof field === 'object' && field !== null && 'initial' in field;
}

function isValue(field: unknown): field is Value {
  return typeof field === 'object' && field !== null && 'id' in field;
}

/** The table pairs each name with the operator of that name; TypeScript cannot follow a union through the lookup. */
function operatorOf(node: Node): Operator<Node['op']> {
  return operators[node.op] as Operator<Node['op']>;
}

function valueOf({ name, shape }: Parameter, values: ParameterValues): Float32Array {
  const found = values.get(name);
  if (found?.length !== sizeOf(shape)) throw new RangeError(`The weights hold no ${name} of ${sizeOf(shape)} values.`);
  return found;
}
