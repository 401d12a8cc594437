import type { VersionId, VersionView } from '../../app/contract/photos.ts';

const colours = [
  ...(['#d5336b', '#2f7fd6', '#3d9b46', '#d98a1d', '#8b55d0', '#159a9a'] as const),
  ...(['#c2452d', '#6b7a1e', '#a8328f', '#4a5bd4', '#9a6a32', '#5f6670'] as const),
] as const;

/** Each suggestion has its colour while they are mixed. */
export function mixColour(suggestions: readonly VersionView[], version: VersionId): string {
  const at = suggestions.findIndex(({ id }) => id === version);
  return colours[Math.max(0, at) % colours.length] ?? colours[0];
}
