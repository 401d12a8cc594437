import path from 'node:path';
import { run } from './run.ts';

/** libtensorflow 2.9.1 lies there, and finished addons for older Nodes. */
const VENDOR = 'https://storage.googleapis.com/tensorflow/libtensorflow/libtensorflow-cpu-linux-x86_64-2.9.1.tar.gz';
const PATIENCE_MS = 8_000;

/** tfjs-node's own installation, where its makers' download can be reached. @returns whether it has been done */
export async function installFromVendor(addon: string, gpu: boolean): Promise<boolean> {
  if (!(await isReachable())) {
    console.log('storage.googleapis.com cannot be reached.');
    return false;
  }
  console.log('Installing libtensorflow from storage.googleapis.com ...');
  return run(process.execPath, [path.join('scripts', 'install.js'), gpu ? 'gpu' : 'cpu', 'download'], { cwd: addon });
}

async function isReachable(): Promise<boolean> {
  try {
    const answer = await fetch(VENDOR, { method: 'HEAD', signal: AbortSignal.timeout(PATIENCE_MS) });
    return answer.ok;
  } catch {
    return false;
  }
}
