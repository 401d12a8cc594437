import { AppFailure } from '../failure.ts';

/** What may run the graph. ONNX Runtime is the default: it is faster and installs everywhere (docs/engines.md). */
const engineNames = ['onnx', 'tensorflow'] as const;
export type EngineName = (typeof engineNames)[number];

/** @throws AppFailure 'device-unavailable' */
export function engineNamed(name: string): EngineName {
  const found = engineNames.find((known) => known === name);
  if (found === undefined) throw new AppFailure('device-unavailable', `There is no engine "${name}"; choose one of ${engineNames.join(', ')}.`);
  return found;
}
