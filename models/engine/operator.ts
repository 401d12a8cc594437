import type { Node, OperationName, Parameter, Value } from '../network/graph.ts';
import type { OnnxModel, OnnxName } from './onnx-model.ts';

/** Where an operator's forward rule finds its operands. */
export interface Forward {
  readonly model: OnnxModel;
  readonly of: (value: Value) => OnnxName;
  readonly weight: (parameter: Parameter) => OnnxName;
}

/** Where an operator's gradient rule finds forward values and leaves the gradients of the loss. */
export interface Backward extends Forward {
  /** Whether anything asks for this value's gradient: inputs have none. */
  readonly wants: (value: Value) => boolean;
  /** Adds to the gradient of a value (as many places read it, so many contributions come). */
  readonly give: (value: Value, gradient: OnnxName) => void;
  readonly giveWeight: (parameter: Parameter, gradient: OnnxName) => void;
}

/** One operator of the graph in ONNX: its forward rule and, by the chain rule, what it does to gradients. */
export interface Operator<Name extends OperationName> {
  forward(node: Node<Name>, at: Forward): OnnxName;
  /** The same where no gradient is asked for, if that has a faster form. */
  inference?(node: Node<Name>, at: Forward): OnnxName;
  /** The same in one of ONNX's own larger operators, where there is one: what other tools read. */
  exchange?(node: Node<Name>, at: Forward): OnnxName;
  gradient(node: Node<Name>, dy: OnnxName, at: Backward): void;
}
