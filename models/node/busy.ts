/**
 * ONNX Runtime ends the whole process if a thread is stopped inside it (its result finds no JavaScript to return to). So a
 * thread shows when it is inside, and a program that exits waits that long and lets it begin nothing more.
 */
const INSIDE = 0;
const EXITING = 1;

/** Longer than any call; a driver that hangs must not keep a program from ending. */
const PATIENCE_MS = 30_000;

const threads = new Set<Int32Array>();

/** Flags for a new thread, looked after until `release`. */
export function busyFlags(): Int32Array {
  if (threads.size === 0) process.once('exit', waitForAll);
  const flags = new Int32Array(new SharedArrayBuffer(8));
  threads.add(flags);
  return flags;
}

export function releaseFlags(flags: Int32Array): void {
  threads.delete(flags);
  if (threads.size === 0) process.off('exit', waitForAll);
}

/** In the thread: runs native work, or never settles if the program is about to exit. */
export async function insideNative<T>(flags: Int32Array, work: () => Promise<T>): Promise<T> {
  Atomics.store(flags, INSIDE, 1);
  try {
    if (Atomics.load(flags, EXITING) === 0) return await work();
  } finally {
    Atomics.store(flags, INSIDE, 0);
    Atomics.notify(flags, INSIDE);
  }
  return new Promise<never>(() => undefined);
}

function waitForAll(): void {
  for (const flags of threads) Atomics.store(flags, EXITING, 1);
  for (const flags of threads) Atomics.wait(flags, INSIDE, 1, PATIENCE_MS);
}
