import type { MenuItemConstructorOptions } from 'electron';

let lines: readonly MenuItemConstructorOptions[] = [];

export const Menu = {
  buildFromTemplate: (template: readonly MenuItemConstructorOptions[]) => template,
  setApplicationMenu: (template: readonly MenuItemConstructorOptions[]) => {
    lines = template;
  },
};

/** Every line of the menu, from the top. */
export function menuLines(): readonly MenuItemConstructorOptions[] {
  return lines.flatMap(({ submenu, ...line }) => [line, ...((submenu ?? []) as MenuItemConstructorOptions[])]);
}
