import type { TeachSteer } from './messages.ts';

/** Where teaching waits between two steps: while a photo is being restored, or on battery. */
export class Gate {
  #steer: TeachSteer = { ready: true, speed: 1 };
  readonly #waiting: (() => void)[] = [];

  get speed(): number {
    return this.#steer.speed;
  }

  steer(steer: TeachSteer): void {
    this.#steer = steer;
    if (steer.ready) this.release();
  }

  /** Lets through whoever waits, as they are to stop. */
  release(): void {
    for (const go of this.#waiting.splice(0)) go();
  }

  async pass(signal: AbortSignal): Promise<void> {
    while (!this.#steer.ready && !signal.aborted) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
