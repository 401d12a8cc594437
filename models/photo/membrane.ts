import { createSpringNet, levelsOf, solve, type Level, type SpringNet } from './multigrid.ts';

/** Larger pictures are solved on cells of several pixels, so that time and memory stay bounded. */
const mostCells = 2 ** 20;

/**
 * A membrane stretched over the holes of a picture: in a hole it solves Laplace's equation (each pixel the mean of its
 * four neighbours), at the known pixels beside a hole it has given values, and at the picture's border it is free. Where
 * nothing is known, in a hole as large as the picture, it is 0. Accurate to one percent of the values' range; in a picture
 * above a megapixel it is blurred, next to the hole's border only, by a few pixels.
 */
export class Membrane {
  readonly #hole: Uint8Array;
  readonly #width: number;
  readonly #height: number;
  /** Of a cell, in pixels. */
  readonly #side: number;
  readonly #levels: readonly [Level, ...Level[]];
  readonly #row: Float32Array;
  readonly #cellRow: Float32Array;
  /** For each column of pixels the cell to the left of its middle, and the share of the next cell. */
  readonly #columns: Int32Array;
  readonly #shares: Float32Array;

  /** @param hole [height*width] 1 = hole, 0 = known */
  constructor(hole: Uint8Array, width: number, height: number) {
    this.#hole = hole;
    this.#width = width;
    this.#height = height;
    this.#side = Math.ceil(Math.sqrt((width * height) / mostCells));
    this.#levels = levelsOf(this.#springs());
    this.#row = new Float32Array(width);
    this.#cellRow = new Float32Array(this.#levels[0].width + 2);
    const positions = Float64Array.from({ length: width }, (_, x) => (x + 0.5) / this.#side + 0.5);
    this.#columns = Int32Array.from(positions, Math.floor);
    this.#shares = Float32Array.from(positions, (h) => h - Math.floor(h));
  }

  /** Gives the membrane its shape. @param valueAt of a known pixel, by its index in the picture */
  stretch(valueAt: (pixel: number) => number): void {
    const [{ f }] = this.#levels;
    f.fill(0);
    this.#forEachBorder((inside, outside) => {
      const cell = this.#cellOf(inside);
      f[cell] = (f[cell] as number) + this.#leakStrength * valueAt(outside);
    });
    solve(this.#levels);
    if (this.#side > 1) reachOut(this.#levels[0]);
  }

  /** Row y of the membrane; means something on the hole's pixels only. The same array at each call. */
  row(y: number): Float32Array {
    const [{ u, width }] = this.#levels;
    const [row, cells, columns, shares] = [this.#row, this.#cellRow, this.#columns, this.#shares];
    const v = (y + 0.5) / this.#side + 0.5;
    const [upper, t] = [Math.floor(v) * (width + 2), v - Math.floor(v)];
    const lower = upper + width + 2;
    for (let i = 0; i < cells.length; i++) cells[i] = (1 - t) * (u[upper + i] as number) + t * (u[lower + i] as number);
    for (let x = 0; x < row.length; x++) {
      const i = columns[x] as number;
      const left = cells[i] as number;
      row[x] = left + (shares[x] as number) * ((cells[i + 1] as number) - left);
    }
    return row;
  }

  /** Springs of unit strength between pixels; between cells as many as are side by side, weaker by their length. */
  #springs(): SpringNet {
    const [hole, width, height, side] = [this.#hole, this.#width, this.#height, this.#side];
    const net = createSpringNet(Math.ceil(width / side), Math.ceil(height / side));
    const columns = Int32Array.from({ length: width }, (_, x) => Math.floor(x / side) + 1);
    for (let y = 0, i = 0; y < height; y++) {
      const rowOfCells = (Math.floor(y / side) + 1) * (net.width + 2);
      const atBottom = (y + 1) % side === 0 && y + 1 < height;
      for (let x = 0; x < width; x++, i++) {
        if (hole[i] === 0) continue;
        const cell = rowOfCells + (columns[x] as number);
        net.hole[cell] = 1;
        if (x + 1 < width && columns[x + 1] !== columns[x] && hole[i + 1] !== 0) net.east[cell] = (net.east[cell] as number) + 1 / side;
        if (atBottom && hole[i + width] !== 0) net.south[cell] = (net.south[cell] as number) + 1 / side;
      }
    }
    this.#forEachBorder((inside) => {
      const cell = this.#cellOf(inside);
      net.leak[cell] = (net.leak[cell] as number) + this.#leakStrength;
    });
    return net;
  }

  /** From a cell's middle to the middle of a pixel outside. */
  get #leakStrength(): number {
    return 1 / (this.#side / 2 + 0.5);
  }

  #cellOf(pixel: number): number {
    const stride = Math.ceil(this.#width / this.#side) + 2;
    const y = Math.floor(pixel / this.#width);
    return (Math.floor(y / this.#side) + 1) * stride + Math.floor((pixel - y * this.#width) / this.#side) + 1;
  }

  /** Every hole pixel with every known pixel beside it. */
  #forEachBorder(visit: (inside: number, outside: number) => void): void {
    const [hole, width, height] = [this.#hole, this.#width, this.#height];
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        if (hole[i] === 0) continue;
        if (x > 0 && hole[i - 1] === 0) visit(i, i - 1);
        if (x + 1 < width && hole[i + 1] === 0) visit(i, i + 1);
        if (y > 0 && hole[i - width] === 0) visit(i, i - width);
        if (y + 1 < height && hole[i + width] === 0) visit(i, i + width);
      }
    }
  }
}

/** Gives the cells around the hole the mean of the hole's cells beside them, so that interpolation between cells may ask them. */
function reachOut({ width, height, inverse, u }: Level): void {
  const stride = width + 2;
  for (let y = 0, i = 0; y < height + 2; y++) {
    for (let x = 0; x < stride; x++, i++) {
      if ((inverse[i] as number) > 0) continue;
      let [sum, count] = [0, 0];
      for (let row = Math.max(0, y - 1); row <= Math.min(height + 1, y + 1); row++) {
        for (let column = Math.max(0, x - 1); column <= Math.min(width + 1, x + 1); column++) {
          if ((inverse[row * stride + column] as number) === 0) continue;
          sum += u[row * stride + column] as number;
          count++;
        }
      }
      if (count > 0) u[i] = sum / count;
    }
  }
}
