import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { findPython } from '../../build/python.ts';

/** The same graph in PyTorch, in a process of its own that times what it is asked for. */
export interface Torch {
  readonly version: string;
  /** A call without gradients, or a forward and backward pass. @returns milliseconds */
  ms(what: 'call' | 'step', batch: number): Promise<number>;
  close(): void;
}

/** @returns undefined, and says so, where there is no Python with torch and onnx */
export async function startTorch(exchange: Uint8Array, threads: number): Promise<Torch | undefined> {
  const python = findPython(['torch', 'onnx']);
  if (python === undefined) {
    console.log('No Python with torch and onnx here: the comparison with PyTorch is left out (see tests/requirements.txt).');
    return undefined;
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'heirloom-bench-'));
  const file = path.join(folder, 'exchange.onnx');
  fs.writeFileSync(file, exchange);
  const script = path.join(import.meta.dirname, 'torch_speed.py');
  const child = spawn(python, [script, file, String(threads)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const line = (await lines.next()) as IteratorResult<string, undefined>;
    if (line.done === true) throw new Error(`${script} ended early.`);
    return line.value;
  };
  const version = await next();
  fs.rmSync(folder, { recursive: true });
  return {
    version,
    async ms(what, batch) {
      child.stdin.write(`${what} ${batch}\n`);
      return Number(await next());
    },
    close: () => child.stdin.end(),
  };
}
