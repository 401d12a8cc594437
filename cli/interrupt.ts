/** Ctrl-C (130) and a polite kill (143), as one signal for the work and one exit code for the shell. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** undefined = nobody interrupted. */
  exitCode(): 130 | 143 | undefined;
  release(): void;
}

const codes = { SIGINT: 130, SIGTERM: 143 } as const;

/** A parent that passes signals on may do so twice; only a later second one is a person who will not wait. */
const sameKeyPressMs = 1000;

/**
 * The first signal asks the work to stop after its present step. A second one ends the process at once: photos are
 * written under their name only when they are whole, so even then no half photo is left.
 *
 * SIGHUP stays as it is: to catch it would break nohup.
 * @param atOnce restores the terminal before the process ends at once
 */
export function watchInterrupts(atOnce: () => void): Interruption {
  const controller = new AbortController();
  let exitCode: 130 | 143 | undefined;
  let firstMs = 0;

  const listen = (name: NodeJS.Signals): void => {
    if (exitCode === undefined) {
      exitCode = codes[name as keyof typeof codes];
      firstMs = Date.now();
      controller.abort();
    } else if (Date.now() - firstMs > sameKeyPressMs) {
      atOnce();
      process.exit(exitCode);
    }
  };

  const names = Object.keys(codes) as (keyof typeof codes)[];
  for (const name of names) process.on(name, listen);
  return {
    signal: controller.signal,
    exitCode: () => exitCode,
    release: () => {
      for (const name of names) process.off(name, listen);
    },
  };
}
