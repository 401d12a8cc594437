import type { Settings } from '../../app/contract/settings.ts';

export type Tool = 'brush' | 'eraser' | 'lasso' | 'rectangle' | 'hand';

const keepAfterMs = 600;

/** The tool in the hand: the same for every photo. Sizes are what the eye sees, CSS pixels across, at any zoom. */
export class Brush {
  tool = $state<Tool>('brush');
  size = $state(48);
  softness = $state(0.2);
  colour = $state('#d5336b');
  shown = $state(true);
  /** sRGB of the next hint. */
  hint = $state.raw<readonly [number, number, number]>([118, 158, 200]);
  readonly #keep: (patch: Partial<Settings>) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #taken = false;

  constructor(keep: (patch: Partial<Settings>) => void) {
    this.#keep = keep;
  }

  /** Once, at the start: later changes begin here and are only kept there. */
  take(settings: Settings): void {
    if (this.#taken) return;
    this.#taken = true;
    this.size = settings.brushSize;
    this.softness = settings.brushSoftness;
    this.colour = settings.overlayColour;
  }

  resize(factor: number): void {
    this.set({ size: Math.min(400, Math.max(2, this.size * factor)) });
  }

  set(change: { readonly size?: number; readonly softness?: number; readonly colour?: string }): void {
    this.size = change.size ?? this.size;
    this.softness = change.softness ?? this.softness;
    this.colour = change.colour ?? this.colour;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => this.#keep({ brushSize: Math.round(this.size), brushSoftness: this.softness, overlayColour: this.colour }),
      keepAfterMs,
    );
  }
}
