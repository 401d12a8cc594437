import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { MenuAction } from '../app/contract.ts';
import type { Words } from './words.ts';

/** Lines that only a packed program has. */
interface PackedLines {
  readonly updates: { readonly allowed: boolean; allow(yes: boolean): void } | null;
  readonly licences: (() => void) | null;
}

/** The native menu. Its lines tell the window what was chosen; the window does it. */
export function setMenu(words: Words, choose: (action: MenuAction) => void, { updates, licences }: PackedLines): void {
  const line = (label: string, action: MenuAction, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    id: action,
    ...(accelerator === undefined ? {} : { accelerator }),
    click: () => choose(action),
  });
  const mac = process.platform === 'darwin';
  const recent: MenuItemConstructorOptions = {
    label: words.recent,
    role: 'recentDocuments',
    submenu: [{ label: words.clearRecent, role: 'clearRecentDocuments' }],
  };
  const packed: MenuItemConstructorOptions[] = [];
  if (updates !== null) {
    const click = ({ checked }: { readonly checked: boolean }): void => updates.allow(checked);
    packed.push({ label: words.updates, id: 'updates', type: 'checkbox', checked: updates.allowed, click });
  }
  if (licences !== null) packed.push({ label: words.licences, id: 'licences', click: licences });
  const template: MenuItemConstructorOptions[] = [
    ...(mac ? [{ role: 'appMenu' } satisfies MenuItemConstructorOptions] : []),
    {
      label: words.file,
      submenu: [
        line(words.open, 'open', 'CommandOrControl+O'),
        ...(mac ? [recent] : []),
        line(words.save, 'save', 'CommandOrControl+S'),
        { type: 'separator' },
        line(words.teach, 'teach', 'CommandOrControl+T'),
        line(words.settings, 'settings', 'CommandOrControl+,'),
        { type: 'separator' },
        mac ? { role: 'close' } : { label: words.quit, role: 'quit' },
      ],
    },
    {
      label: words.edit,
      submenu: [
        line(words.undo, 'undo', 'CommandOrControl+Z'),
        line(words.redo, 'redo', 'CommandOrControl+Shift+Z'),
        { type: 'separator' },
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    {
      label: words.view,
      submenu: [
        line(words.zoomIn, 'zoom-in', 'CommandOrControl+Plus'),
        line(words.zoomOut, 'zoom-out', 'CommandOrControl+-'),
        line(words.fit, 'fit', 'CommandOrControl+0'),
        line(words.fullSize, 'full-size', 'CommandOrControl+1'),
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { label: words.help, role: 'help', submenu: [line(words.howTo, 'help', 'F1'), ...packed] },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
