import { photoTypes } from './photo-types.ts';

/** The program in the menu of a Linux desktop, and in "open with" (specifications.freedesktop.org/desktop-entry-spec). */
export function desktopEntry(): string {
  const lines = {
    Type: 'Application',
    Name: 'Heirloom',
    GenericName: 'Photo restoration',
    'GenericName[de]': 'Fotorestaurierung',
    Comment: 'Restores family photographs on your own computer',
    'Comment[de]': 'Restauriert Familienfotos auf Ihrem eigenen Computer',
    Exec: '/usr/bin/heirloom %F',
    Icon: 'heirloom',
    Terminal: 'false',
    StartupWMClass: 'Heirloom',
    Categories: 'Graphics;Photography;',
    MimeType: `${photoTypes.map(({ mime }) => mime).join(';')};`,
  };
  return `[Desktop Entry]\n${Object.entries(lines).map(([name, value]) => `${name}=${value}`).join('\n')}\n`;
}
