/**
 * A net of springs over a picture, in cells: neighbouring cells in the hole pull on each other, and those beside known
 * pixels are pulled towards what is known. All arrays are [(height+2)*(width+2)]: a ring of empty cells spares every
 * question about the border.
 */
export interface SpringNet {
  readonly width: number;
  readonly height: number;
  /** 1 = a cell of the hole. */
  readonly hole: Uint8Array;
  /** Strength of the spring between a cell and its right neighbour. */
  readonly east: Float32Array;
  /** Between a cell and the one below. */
  readonly south: Float32Array;
  /** Between a cell and what is known. */
  readonly leak: Float32Array;
}

export function createSpringNet(width: number, height: number): SpringNet {
  const area = (width + 2) * (height + 2);
  const springs = (): Float32Array => new Float32Array(area);
  return { width, height, hole: new Uint8Array(area), east: springs(), south: springs(), leak: springs() };
}

/** One size of the net, with what solving needs. Outside of the hole u is 0 and no spring leads there. */
export interface Level {
  readonly width: number;
  readonly height: number;
  readonly east: Float32Array;
  readonly south: Float32Array;
  /** The cells of the hole by their index: those red on a chessboard row by row, each row's black after the next row's red. */
  readonly cells: Int32Array;
  /** Which of `cells` are red. */
  readonly reds: Int32Array;
  /** For each of `cells`, the cell it is part of in the next level, which is half as wide and high. */
  readonly parents: Int32Array;
  /** 1 / the sum of a cell's springs. */
  readonly inverse: Float32Array;
  /** The solution. */
  readonly u: Float32Array;
  /** The pull of what is known: strength times value. */
  readonly f: Float32Array;
}

/** The net at all sizes down to 2x2, the finest first. */
export function levelsOf(net: SpringNet): [Level, ...Level[]] {
  const levels: [Level, ...Level[]] = [levelOf(net)];
  while (net.width > 2 || net.height > 2) {
    net = aggregated(net);
    levels.push(levelOf(net));
  }
  return levels;
}

/**
 * Where all springs are at rest, within one percent of the range of what is known: levels[0].u for levels[0].f. Full
 * multigrid (Brandt 1977, "Multi-level adaptive solutions to boundary-value problems") with one W-cycle a level, which
 * divides the error by four or more whatever the hole's shape.
 */
export function solve(levels: readonly [Level, ...Level[]]): void {
  for (const [l, { cells, parents, f }] of levels.entries()) {
    const coarse = levels[l + 1];
    coarse?.f.fill(0);
    if (coarse) for (let k = 0; k < cells.length; k++) addTo(coarse.f, parents[k] as number, f[cells[k] as number] as number);
  }
  for (let l = levels.length - 1; l >= 0; l--) {
    const level = levels[l] as Level;
    const coarse = levels[l + 1];
    level.u.fill(0);
    if (coarse) addCoarse(level, coarse);
    cycle(levels, l);
  }
}

function levelOf({ width, height, hole, east, south, leak }: SpringNet): Level {
  const stride = width + 2;
  const parentStride = ((width + 1) >> 1) + 2;
  let count = 0;
  for (let i = 0; i < hole.length; i++) count += hole[i] as number;
  const [cells, parents] = [new Int32Array(count), new Int32Array(count)];
  const inverse = new Float32Array(hole.length);
  const reds = new Int32Array(count);
  let [k, redCount] = [0, 0];
  const append = (y: number, colour: number): void => {
    for (let x = (y + colour) & 1, i = (y + 1) * stride + x + 1; x < width; x += 2, i += 2) {
      if (hole[i] === 0) continue;
      if (colour === 0) reds[redCount++] = k;
      cells[k] = i;
      parents[k++] = ((y >> 1) + 1) * parentStride + (x >> 1) + 1;
      const sideways = (east[i] as number) + (east[i - 1] as number);
      const upright = (south[i] as number) + (south[i - stride] as number);
      const strength = sideways + upright + (leak[i] as number);
      inverse[i] = strength > 0 ? 1 / strength : 0;
    }
  };
  for (let y = 0; y <= height; y++) {
    if (y < height) append(y, 0);
    if (y > 0) append(y - 1, 1);
  }
  const [u, f] = [new Float32Array(hole.length), new Float32Array(hole.length)];
  return { width, height, east, south, cells, reds: reds.slice(0, redCount), parents, inverse, u, f };
}

/**
 * 2x2 cells become one. Springs side by side add up, and are half as strong for reaching twice as far; those to what is
 * known only add up: too stiff, but a cell can then never be carried past its goal.
 */
function aggregated(net: SpringNet): SpringNet {
  const coarse = createSpringNet((net.width + 1) >> 1, (net.height + 1) >> 1);
  for (let y = 0; y < net.height; y++) {
    for (let x = 0, i = (y + 1) * (net.width + 2) + 1; x < net.width; x++, i++) {
      if (net.hole[i] === 0) continue;
      const to = ((y >> 1) + 1) * (coarse.width + 2) + (x >> 1) + 1;
      coarse.hole[to] = 1;
      addTo(coarse.leak, to, net.leak[i] as number);
      if (x & 1) addTo(coarse.east, to, (net.east[i] as number) / 2);
      if (y & 1) addTo(coarse.south, to, (net.south[i] as number) / 2);
    }
  }
  return coarse;
}

function cycle(levels: readonly Level[], l: number): void {
  const level = levels[l] as Level;
  const coarse = levels[l + 1];
  if (coarse === undefined) {
    for (let sweep = 0; sweep < 16; sweep++) relax(level);
    return;
  }
  relax(level);
  coarse.u.fill(0);
  coarse.f.fill(0);
  addResidual(level, coarse.f);
  cycle(levels, l + 1);
  cycle(levels, l + 1);
  addCoarse(level, coarse);
  relax(level);
}

/** Gauss and Seidel's sweep over red, then black: each cell goes where its own springs are at rest. In one pass through memory. */
function relax({ width, cells, inverse, east, south, u, f }: Level): void {
  const stride = width + 2;
  for (let k = 0; k < cells.length; k++) {
    const i = cells[k] as number;
    const sideways = (east[i] as number) * (u[i + 1] as number) + (east[i - 1] as number) * (u[i - 1] as number);
    const upright = (south[i] as number) * (u[i + stride] as number) + (south[i - stride] as number) * (u[i - stride] as number);
    u[i] = ((f[i] as number) + sideways + upright) * (inverse[i] as number);
  }
}

/** What is left to solve, given to the parents; only on red, because black has just been put to rest. */
function addResidual({ width, cells, reds, parents, inverse, east, south, u, f }: Level, to: Float32Array): void {
  const stride = width + 2;
  for (let red = 0; red < reds.length; red++) {
    const k = reds[red] as number;
    const i = cells[k] as number;
    const share = inverse[i] as number;
    if (share === 0) continue;
    const sideways = (east[i] as number) * (u[i + 1] as number) + (east[i - 1] as number) * (u[i - 1] as number);
    const upright = (south[i] as number) * (u[i + stride] as number) + (south[i - stride] as number) * (u[i - stride] as number);
    addTo(to, parents[k] as number, (f[i] as number) + sideways + upright - (u[i] as number) / share);
  }
}

function addCoarse({ cells, parents, u }: Level, coarse: Level): void {
  for (let k = 0; k < cells.length; k++) addTo(u, cells[k] as number, coarse.u[parents[k] as number] as number);
}

function addTo(values: Float32Array, at: number, value: number): void {
  values[at] = (values[at] as number) + value;
}
