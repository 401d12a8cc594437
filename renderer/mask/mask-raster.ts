import type { Mark } from '../../app/contract/marks.ts';
import { tileSide } from '../../app/contract/pictures.ts';
import { paintMark } from '../../models/photo/marks.ts';
import { createMask, type HoleMask, type Rectangle } from '../../models/photo/photo.ts';
import type { Size } from '../canvas/geometry.ts';
import { tileBox, tileName, type TilePlace } from '../canvas/levels.ts';
import { boxOf, scaleMark, type Placement } from './scale-mark.ts';
import { restoreBlocks, saveBlocks, type TileState, union } from './tile-states.ts';

/** A kept mask as one tile sees it; undefined while its pixels are on their way. */
export type TileStamps = (mask: string, place: TilePlace) => HoleMask | undefined;

/** One tile of the mask's picture, at the level that the window shows. */
export interface MaskTile {
  readonly place: TilePlace;
  readonly mask: HoleMask;
  /** What has changed since `takeDirty`; null: nothing. */
  dirty: Rectangle | null;
}

interface KeptTile extends MaskTile {
  /** How many of the marks are in it. */
  applied: number;
  /** How many pieces of the stroke that is being painted are in it. */
  live: number;
  /** Earlier states, for undoing without painting everything again. */
  readonly before: TileState[];
  used: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Bounds on memory: tiles of a megabyte each, and blocks of earlier states, sixteen kilobytes each. */
const mostTiles = 96;
const mostBlocks = 4096;
/** Of the marks that a new tile begins with, so many can be taken back without painting the others again. */
const rememberedAtFirst = 32;

/**
 * The mask as the window needs it: only tiles in sight, at the level in sight, brought up to date by what was added or taken
 * back since. The whole mask, at the photo's size, is made by the application alone.
 */
export class MaskRaster {
  readonly #photo: Size;
  readonly #stamps: TileStamps;
  readonly #tiles = new Map<string, KeptTile>();
  #marks: readonly Mark[] = [];
  #live: Mark[] = [];
  #clock = 0;
  #blocks = 0;

  constructor(photo: Size, stamps: TileStamps) {
    this.#photo = photo;
    this.#stamps = stamps;
  }

  /** Takes what the marks are now. Tiles follow when they are asked for. */
  set(marks: readonly Mark[]): void {
    if (marks === this.#marks) return;
    const same = commonLength(this.#marks, marks);
    // The stroke that was painted live is now kept: tiles that have all of it need nothing more.
    const kept = same === this.#marks.length && marks.length === same + 1 && isWhole(this.#live, marks[same] as Mark);
    for (const tile of this.#tiles.values()) {
      if (kept && tile.applied === same && tile.live === this.#live.length) tile.applied = marks.length;
      else if (tile.applied > same || isOpen(tile)) this.#goBack(tile, Math.min(same, tile.applied));
      tile.live = 0;
    }
    this.#live = [];
    this.#marks = marks;
  }

  /** Adds a piece of the stroke that is being painted, to the tiles that are up to date; the others follow when they are asked for. */
  paintLive(piece: Mark): void {
    const before = this.#live.length;
    this.#live.push(piece);
    for (const tile of this.#tiles.values()) {
      if (tile.applied === this.#marks.length && tile.live === before) this.#followLive(tile);
    }
  }

  /** The stroke that was being painted is not wanted after all. */
  dropLive(): void {
    this.#live = [];
    for (const tile of this.#tiles.values()) {
      if (isOpen(tile)) this.#goBack(tile, tile.applied);
      tile.live = 0;
    }
  }

  /** Whether asking for the tile costs next to nothing. */
  isReady(place: TilePlace): boolean {
    const tile = this.#tiles.get(tileName(place));
    return tile !== undefined && tile.applied === this.#marks.length && tile.live === this.#live.length;
  }

  /** The tile as it was last painted, if it is there. */
  peek(place: TilePlace): MaskTile | undefined {
    return this.#tiles.get(tileName(place));
  }

  /** The tile with all marks in it. */
  tile(place: TilePlace): MaskTile {
    const name = tileName(place);
    const tile = this.#tiles.get(name) ?? this.#fresh(place);
    this.#tiles.set(name, tile);
    tile.used = ++this.#clock;
    for (; tile.applied < this.#marks.length; tile.applied++) {
      const mark = this.#marks[tile.applied] as Mark;
      if (!this.#touches(mark, place)) continue;
      if (tile.applied >= this.#marks.length - rememberedAtFirst) this.#remember(tile);
      this.#paint(tile, mark);
    }
    this.#followLive(tile);
    this.#forget();
    return tile;
  }

  /** A stamp's pixels have come: whatever has it is painted anew. */
  reload(): void {
    this.#tiles.clear();
    this.#blocks = 0;
  }

  /** @returns what has changed in the tile since this was last asked */
  static takeDirty(tile: MaskTile): Rectangle | null {
    const { dirty } = tile;
    tile.dirty = null;
    return dirty;
  }

  #fresh(place: TilePlace): KeptTile {
    const { width, height } = tileBox(this.#photo, place);
    const whole = { x: 0, y: 0, width, height };
    return { place, mask: createMask(width, height), dirty: whole, applied: 0, live: 0, before: [], used: 0 };
  }

  #followLive(tile: KeptTile): void {
    for (; tile.live < this.#live.length; tile.live++) {
      const piece = this.#live[tile.live] as Mark;
      if (!this.#touches(piece, tile.place)) continue;
      if (!isOpen(tile)) this.#remember(tile);
      this.#paint(tile, piece);
    }
  }

  #paint(tile: KeptTile, mark: Mark): void {
    const local = scaleMark(mark, placement(tile.place));
    const { width, height } = tile.mask;
    const touched = inside(local, tile.mask);
    const state = tile.before.at(-1);
    if (state !== undefined) this.#blocks += saveBlocks(state, tile.mask, touched);
    paintMark(tile.mask, local, (id) => this.#stamps(id, tile.place) ?? createMask(width, height));
    tile.dirty = union(tile.dirty, touched);
    this.#forgetStates();
  }

  #touches(mark: Mark, place: TilePlace): boolean {
    const box = boxOf(mark);
    if (box === null) return true;
    const { left, top, scale } = placement(place);
    const side = tileSide / scale;
    const slack = 2 / scale;
    return box.left < left + side + slack && box.right > left - slack && box.top < top + side + slack && box.bottom > top - slack;
  }

  #remember(tile: KeptTile): void {
    tile.before.push({ applied: tile.applied, blocks: new Map(), painted: null });
  }

  /** To a state with at most `applied` marks; the rest is painted when the tile is asked for. */
  #goBack(tile: KeptTile, applied: number): void {
    const { mask, before } = tile;
    let state = before.pop();
    for (; state !== undefined; state = before.pop()) {
      this.#blocks -= state.blocks.size;
      restoreBlocks(state, mask);
      tile.dirty = union(tile.dirty, state.painted);
      if (state.applied <= applied) break;
    }
    tile.applied = state?.applied ?? 0;
    if (state !== undefined) return;
    mask.hole.fill(0);
    tile.dirty = { x: 0, y: 0, width: mask.width, height: mask.height };
  }

  /** The oldest states of the tiles that were looked at longest ago. The one that is being painted stays. */
  #forgetStates(): void {
    if (this.#blocks <= mostBlocks) return;
    const oldestFirst = [...this.#tiles.values()].sort((a, b) => a.used - b.used);
    for (const { before } of oldestFirst) {
      while (before.length > 1 && this.#blocks > mostBlocks / 2) this.#blocks -= before.shift()?.blocks.size ?? 0;
    }
  }

  #forget(): void {
    if (this.#tiles.size <= mostTiles) return;
    const oldest = [...this.#tiles].sort(([, a], [, b]) => a.used - b.used)[0];
    if (oldest === undefined) return;
    this.#tiles.delete(oldest[0]);
    for (const { blocks } of oldest[1].before) this.#blocks -= blocks.size;
  }
}

/** A state was remembered for a stroke that is not among the marks yet. */
function isOpen({ before, applied }: KeptTile): boolean {
  return before.at(-1)?.applied === applied;
}

/** Whether the pieces, from the first to the last, are the mark. */
function isWhole(pieces: readonly Mark[], mark: Mark): boolean {
  const [first, last] = [pieces[0], pieces.at(-1)];
  if (mark.kind !== 'stroke' || first?.kind !== 'stroke' || last?.kind !== 'stroke') return false;
  return first.erase === mark.erase && isAt(first.points[0], mark.points[0]) && isAt(last.points.at(-1), mark.points.at(-1));
}

function isAt(a: Point | undefined, b: Point | undefined): boolean {
  return a?.x === b?.x && a?.y === b?.y;
}

function placement({ level, column, row }: TilePlace): Placement {
  const scale = 2 ** -level;
  return { left: (column * tileSide) / scale, top: (row * tileSide) / scale, scale };
}

function commonLength(a: readonly Mark[], b: readonly Mark[]): number {
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same++;
  return same;
}

/** The pixels of the tile that the mark may have touched. */
function inside(mark: Mark, { width, height }: HoleMask): Rectangle {
  const box = boxOf(mark) ?? { left: 0, top: 0, right: width, bottom: height };
  const x = Math.max(0, Math.floor(box.left));
  const y = Math.max(0, Math.floor(box.top));
  const right = Math.min(width, Math.ceil(box.right));
  const bottom = Math.min(height, Math.ceil(box.bottom));
  return { x, y, width: Math.max(0, right - x), height: Math.max(0, bottom - y) };
}
