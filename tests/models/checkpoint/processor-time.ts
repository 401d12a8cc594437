/** Milliseconds of processor time: unlike the clock it does not run on while other programs have the processor. */
export function startProcessorTime(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
}
