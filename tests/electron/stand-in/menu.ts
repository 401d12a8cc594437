import type { MenuItemConstructorOptions } from 'electron';

type Template = readonly MenuItemConstructorOptions[];

let lines: Template = [];

export const Menu = {
  buildFromTemplate: (template: Template): Template => template,
  setApplicationMenu: (template: Template): void => {
    lines = template;
  },
};

/** Every line of the menu, from the top. */
export function menuLines(): readonly MenuItemConstructorOptions[] {
  return lines.flatMap(({ submenu, ...line }) => [line, ...((submenu ?? []) as MenuItemConstructorOptions[])]);
}
