export type Fields = Readonly<Record<string, unknown>>;
export type Migration = (fields: Fields) => Fields;

/**
 * @param migrations each leads from the version of its place to the next one
 * @returns the fields as this program names them; of a later program's, what is still understood counts
 */
export function migrate(stored: unknown, version: unknown, migrations: readonly Migration[]): Fields {
  const fields: Fields = typeof stored === 'object' && stored !== null ? { ...stored } : {};
  const from = typeof version === 'number' && Number.isInteger(version) && version >= 0 ? version : 0;
  return migrations.slice(from).reduce((before, step) => step(before), fields);
}
