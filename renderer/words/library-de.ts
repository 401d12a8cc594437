import type { libraryEn } from './library-en.ts';

export const libraryDe: typeof libraryEn = {
  importFile: 'Modell aus einer Datei hinzufügen',
  importFolder: 'Modell aus einem Ordner hinzufügen',
  imported: (title) => `„${title}“ wurde hinzugefügt.`,
  facts: (date, size, steps, hours) => `Entstanden am ${date}, ${size} MB, ${steps} Schritte in ${hours} Stunden`,
  from: (parent) => `Gelernt aus „${parent}“`,
  usedFor: (folders) => `Wird genommen für Fotos in: ${folders}`,
  usedForUploads: 'Wird für alle Fotos genommen, die Sie hier öffnen',
  useFor: 'Für einen Ordner nehmen',
  useForUploads: 'Für alle meine Fotos nehmen',
  stopUsing: 'Nicht mehr von selbst nehmen',
  rename: 'Umbenennen',
  newName: 'Neuer Name',
  export: 'Exportieren',
  exportTitle: (title) => `„${title}“ exportieren`,
  privacy: 'Ein Modell kann die Fotos verraten, an denen es lernte: geben Sie es nur denen, denen Sie diese zeigen würden. Ein Passwort verschließt die Datei; ohne es kann niemand sie öffnen, auch Sie nicht.',
  passphrase: 'Passwort',
  passphraseOptional: 'Passwort (darf leer bleiben)',
  unlock: (name) => `${name} aufschließen`,
  unlockLine: 'Dieses Modell ist mit einem Passwort verschlossen. Fragen Sie, wer Ihnen die Datei gab.',
  removeSure: 'Wirklich? Was es gelernt hat, ist dann verloren.',
};
