/** One measurement beside what it is to be judged by. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  /** What it stands beside, measured in the same run; empty where nothing does. */
  readonly beside: string;
  readonly ratio: number | undefined;
  readonly target: string;
  readonly reached: boolean | undefined;
}

export function printTable(rows: readonly Row[]): void {
  const head = ['', 'measured', 'beside', 'ratio', 'target', ''];
  const cells = rows.map(({ what, measured, beside, ratio, target, reached }) => [
    what,
    measured,
    beside,
    ratio === undefined ? '' : ratio.toFixed(2),
    target,
    reached === undefined ? '' : reached ? 'reached' : 'MISSED',
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...cells].map((row) => (row[column] as string).length)));
  for (const row of [head, ...cells]) {
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] as number))
        .join('  ')
        .trimEnd(),
    );
  }
}
