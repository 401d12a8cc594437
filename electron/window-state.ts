import { type BrowserWindow, type Rectangle, screen } from 'electron';
import * as v from 'valibot';
import type { SettingsStore } from '../app/host.ts';

const side = v.pipe(v.number(), v.integer(), v.minValue(-100_000), v.maxValue(100_000));
const state = v.object({ x: side, y: side, width: side, height: side, maximized: v.boolean() });

export interface WindowState {
  readonly bounds: Partial<Rectangle> & { readonly width: number; readonly height: number };
  readonly maximized: boolean;
}

const usual: WindowState = { bounds: { width: 1280, height: 860 }, maximized: false };

/** Where the window was when it was last closed; as usual if that screen is gone, or if nothing sensible was kept. */
export function readWindowState(store: SettingsStore): WindowState {
  const kept = v.safeParse(state, store.get('window'));
  if (!kept.success) return usual;
  const { maximized, ...bounds } = kept.output;
  const visible = bounds.width >= 400 && bounds.height >= 300 && screen.getAllDisplays().some(({ workArea }) => shows(workArea, bounds));
  return { bounds: visible ? bounds : usual.bounds, maximized };
}

export function keepWindowState(window: BrowserWindow, store: SettingsStore): void {
  window.on('close', () => store.set({ window: { ...window.getNormalBounds(), maximized: window.isMaximized() } }));
}

/** Enough of the window's upper edge to take hold of it. */
function shows(area: Rectangle, { x, y, width }: Rectangle): boolean {
  return x + width > area.x + 100 && x < area.x + area.width - 100 && y >= area.y - 20 && y < area.y + area.height - 40;
}
