/**
 * Greatest difference over the greatest value.
 * @throws RangeError where the lengths differ or `b` is all zero: such a comparison says nothing
 */
export function distance(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new RangeError(`${a.length} values beside ${b.length}.`);
  let [apart, size] = [0, 0];
  for (let i = 0; i < b.length; i++) {
    apart = Math.max(apart, Math.abs(a[i]! - b[i]!));
    size = Math.max(size, Math.abs(b[i]!));
  }
  if (size === 0) throw new RangeError('Zeros are like any other zeros.');
  return apart / size;
}
