/** Seconds since 1970 that packed files are dated with: SOURCE_DATE_EPOCH (reproducible-builds.org), else a day that never changes. */
export function sourceDate(): number {
  return Number(process.env['SOURCE_DATE_EPOCH'] ?? Date.UTC(2026, 0, 1) / 1000);
}
