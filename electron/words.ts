/** What the shell itself says: menu and dialogs. The window's own words are in renderer/words/. */
const english = {
  file: 'File',
  open: 'Open photos …',
  recent: 'Open recent',
  clearRecent: 'Clear this list',
  save: 'Save …',
  teach: 'Teach on my images …',
  settings: 'Settings …',
  quit: 'Quit Heirloom',
  edit: 'Edit',
  undo: 'Undo',
  redo: 'Redo',
  view: 'View',
  zoomIn: 'Larger',
  zoomOut: 'Smaller',
  fit: 'Whole photo',
  fullSize: 'Every pixel (100 %)',
  help: 'Help',
  howTo: 'How to use Heirloom',
  updates: 'Look for new versions and install them',
  licences: 'Licences',
  choosePhotos: 'Which photos would you like to restore?',
  chooseFolders: 'In which folders are the photos?',
  chooseMask: 'Which picture shows what to restore in white?',
  chooseModel: 'In which folder is the model?',
  chooseModelFile: 'Which file holds the model?',
  saveModelAs: 'Where should the model go?',
  saveAs: 'Where should the restored photo go?',
  photos: 'Photos',
  allFiles: 'All files',
};

export type Words = Readonly<typeof english>;

const german: Words = {
  file: 'Datei',
  open: 'Fotos öffnen …',
  recent: 'Zuletzt geöffnet',
  clearRecent: 'Liste leeren',
  save: 'Sichern …',
  teach: 'An meinen Bildern lernen …',
  settings: 'Einstellungen …',
  quit: 'Heirloom beenden',
  edit: 'Bearbeiten',
  undo: 'Rückgängig',
  redo: 'Wiederholen',
  view: 'Ansicht',
  zoomIn: 'Größer',
  zoomOut: 'Kleiner',
  fit: 'Ganzes Foto',
  fullSize: 'Jeder Bildpunkt (100 %)',
  help: 'Hilfe',
  howTo: 'So geht es',
  updates: 'Nach neuen Versionen sehen und sie installieren',
  licences: 'Lizenzen',
  choosePhotos: 'Welche Fotos sollen restauriert werden?',
  chooseFolders: 'In welchen Ordnern liegen die Fotos?',
  chooseMask: 'Welches Bild zeigt in Weiß, was zu restaurieren ist?',
  chooseModel: 'In welchem Ordner liegt das Modell?',
  chooseModelFile: 'Welche Datei enthält das Modell?',
  saveModelAs: 'Wohin soll das Modell?',
  saveAs: 'Wohin soll das restaurierte Foto?',
  photos: 'Fotos',
  allFiles: 'Alle Dateien',
};

/** @param chosen the setting: `system` takes the first of the person's languages that is there */
export function wordsFor(chosen: 'system' | 'en' | 'de', languages: readonly string[]): Words {
  const wanted = chosen === 'system' ? languages.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag === 'en' || tag === 'de') : chosen;
  return wanted === 'de' ? german : english;
}
