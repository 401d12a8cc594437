import type { MenuAction } from '../../app/contract.ts';
import { words } from '../words/words.svelte.ts';
import type { Tool } from './brush.svelte.ts';
import type { Heirloom } from './heirloom.svelte.ts';
import { choosePhotos } from './open-photos.ts';
import { openSave, startWork } from './work.ts';

export interface Action {
  readonly id: string;
  readonly label: string;
  /** See shortcutOf; the first is shown. */
  readonly keys: readonly string[];
  readonly enabled: boolean;
  readonly run: () => void;
}

/** Everything that has a key: the buttons, the desktop's menu and the list of keys all read this one table. */
export function actionsOf(heirloom: Heirloom): readonly Action[] {
  const { current, canvas, brush } = heirloom;
  const said = words();
  const here = heirloom.page === 'restore' && heirloom.popup === null;
  const onCanvas = here && canvas !== null;
  const painting = here && current !== null && current.paints;
  const editing = painting || (here && current !== null && current.dots);
  const result = here && current !== null && current.stage === 'result';
  const action = (id: string, label: string, keys: Action['keys'], enabled: boolean, run: () => void): Action => {
    return { id, label, keys, enabled, run };
  };
  const tool = (name: Tool, key: string): Action => action(name, said[name], [key], painting, () => (brush.tool = name));
  return [
    action('open', said.openPhoto, ['mod+o'], heirloom.popup === null, () => void choosePhotos(heirloom)),
    action('save', said.savePhoto, ['mod+s'], result, () => current !== null && void openSave(heirloom, current)),
    action('start', said.restore, ['mod+Enter'], here && current?.stage === 'prepare' && heirloom.settings !== null, () => {
      if (current !== null && heirloom.settings !== null) void startWork(heirloom, current, current.newJob(heirloom.settings));
    }),
    action('undo', said.undo, ['mod+z'], editing && current.edits.past.length > 0, () => current?.undo()),
    action('redo', said.redo, ['mod+shift+z', 'mod+y'], editing && current.edits.future.length > 0, () => current?.redo()),
    tool('brush', 'b'),
    tool('eraser', 'e'),
    tool('lasso', 'l'),
    tool('rectangle', 'r'),
    tool('hand', 'h'),
    action('smaller', said.smaller, ['['], painting, () => brush.resize(1 / 1.2)),
    action('larger', said.larger, [']'], painting, () => brush.resize(1.2)),
    action('invert', said.invertMask, ['i'], painting && current.stage === 'prepare', () => current?.addMark({ kind: 'invert' })),
    action('clear', said.clearMask, ['Delete'], painting && current.stage === 'prepare' && current.marks.length > 0, () => {
      current?.addMark({ kind: 'clear' });
    }),
    action('show-mask', brush.shown ? said.hideMask : said.showMask, ['m'], painting, () => (brush.shown = !brush.shown)),
    action('zoom-in', said.zoomIn, ['+', '='], onCanvas, () => canvas?.zoom(1.25)),
    action('zoom-out', said.zoomOut, ['-'], onCanvas, () => canvas?.zoom(1 / 1.25)),
    action('fit', said.fitView, ['0'], onCanvas, () => canvas?.fit()),
    action('full-size', said.fullSize, ['1'], onCanvas, () => canvas?.fullSize()),
    action('compare-slider', said.compareSlider, ['c'], result, () => {
      if (current !== null) current.compare = current.compare === 'slider' ? 'none' : 'slider';
    }),
    action('compare-side', said.compareSide, ['s'], result, () => {
      if (current !== null) current.compare = current.compare === 'side' ? 'none' : 'side';
    }),
    action('teach', said.teach.title, ['mod+t', 't'], heirloom.popup === null, () => (heirloom.page = 'teach')),
    action('settings', said.settings, ['mod+,'], heirloom.popup === null, () => (heirloom.page = 'settings')),
    action('help', said.shortcuts, ['?', 'F1'], heirloom.popup === null, () => (heirloom.popup = 'help')),
  ];
}

export function runMenu(heirloom: Heirloom, chosen: MenuAction): void {
  const action = actionsOf(heirloom).find(({ id }) => id === chosen);
  if (action?.enabled === true) action.run();
}
