import type { HoleMask, Rectangle } from '../../models/photo/photo.ts';

const blockSide = 64;

/**
 * How a tile was before a mark: only the blocks that the mark touched, each copied before the first touch. A stroke costs what
 * it covers, neither a whole tile at its first point nor a whole tile to keep.
 */
export interface TileState {
  /** How many marks were in the tile. */
  readonly applied: number;
  /** By the block's number, rows from the top. */
  readonly blocks: Map<number, Float32Array>;
  /** The pixels that were painted since, within the blocks. */
  painted: Rectangle | null;
}

/** To be called before the pixels in `box` are painted. @returns how many blocks it copied */
export function saveBlocks(state: TileState, mask: HoleMask, box: Rectangle): number {
  const before = state.blocks.size;
  state.painted = union(state.painted, box);
  if (box.width <= 0 || box.height <= 0) return 0;
  const columns = Math.ceil(mask.width / blockSide);
  const last = { row: Math.floor((box.y + box.height - 1) / blockSide), column: Math.floor((box.x + box.width - 1) / blockSide) };
  for (let row = Math.floor(box.y / blockSide); row <= last.row; row++) {
    for (let column = Math.floor(box.x / blockSide); column <= last.column; column++) {
      const number = row * columns + column;
      if (!state.blocks.has(number)) state.blocks.set(number, copyBlock(mask, blockBox(mask, number)));
    }
  }
  return state.blocks.size - before;
}

export function restoreBlocks({ blocks }: TileState, mask: HoleMask): void {
  for (const [number, pixels] of blocks) {
    const box = blockBox(mask, number);
    for (let row = 0; row < box.height; row++) {
      mask.hole.set(pixels.subarray(row * box.width, (row + 1) * box.width), (box.y + row) * mask.width + box.x);
    }
  }
}

/** The smallest rectangle around both. */
export function union(a: Rectangle | null, b: Rectangle | null): Rectangle | null {
  if (a === null || a.width === 0 || a.height === 0) return b;
  if (b === null || b.width === 0 || b.height === 0) return a;
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return { x, y, width: Math.max(a.x + a.width, b.x + b.width) - x, height: Math.max(a.y + a.height, b.y + b.height) - y };
}

function copyBlock({ hole, width }: HoleMask, box: Rectangle): Float32Array {
  const pixels = new Float32Array(box.width * box.height);
  for (let row = 0; row < box.height; row++) {
    const from = (box.y + row) * width + box.x;
    pixels.set(hole.subarray(from, from + box.width), row * box.width);
  }
  return pixels;
}

/** Blocks at the right and lower edge may be smaller. */
function blockBox({ width, height }: HoleMask, number: number): Rectangle {
  const columns = Math.ceil(width / blockSide);
  const x = (number % columns) * blockSide;
  const y = Math.floor(number / columns) * blockSide;
  return { x, y, width: Math.min(blockSide, width - x), height: Math.min(blockSide, height - y) };
}
