import type { TeachReport } from '../../../models/node/teach/teach.ts';

const tellEveryMs = 500;
/** The raw loss jumps from step to step: what is told is a mean over about so many. */
const smoothedSteps = 20;

/** Of many reports a second, at most two are told; one with newly painted pictures always is. */
export class ReportPace {
  readonly #tell: (report: TeachReport) => void;
  #toldMs = -Infinity;
  #loss: number | undefined;

  constructor(tell: (report: TeachReport) => void) {
    this.#tell = tell;
  }

  offer(report: TeachReport): void {
    this.#loss = this.#loss === undefined ? report.loss : this.#loss + (report.loss - this.#loss) / smoothedSteps;
    const nowMs = performance.now();
    if (nowMs - this.#toldMs < tellEveryMs && report.strip === null && report.step < report.of) return;
    this.#toldMs = nowMs;
    this.#tell({ ...report, loss: this.#loss });
  }
}
