import { EVD, Matrix, SVD } from 'ml-matrix';
import type { Random } from '../random.ts';
import { type Interval, normalInterval, type Weights } from './bootstrap.ts';

/** What a network sees in `count` pictures: `length` numbers each, one picture after another. */
export interface Features {
  readonly count: number;
  readonly length: number;
  readonly values: Float32Array;
}

/**
 * The Frechet distance of two sets of pictures (Heusel et al. 2017; Dowson and Landau 1982), taken for normally
 * distributed features: ||mu1 - mu2||^2 + Tr(C1 + C2 - 2 (C1 C2)^(1/2)), with unbiased covariances as everyone takes them.
 * Fewer pictures give larger distances: only distances over the same number of pictures may be compared.
 * @param one at least two pictures, as the other
 * @public for those who judge models by programs of their own
 */
export function frechetDistance(one: Features, two: Features): number {
  const [x, y] = [centre(one), centre(two)];
  const gap = x.mean.reduce((sum, mean, i) => sum + (mean - (y.mean[i] as number)) ** 2, 0);
  const cross = Math.min(one.count, two.count) <= one.length ? rootTraceByPictures(x.rows, y.rows) : rootTraceByFeatures(x.rows, y.rows);
  return Math.max(0, gap + totalVariance(x.rows) + totalVariance(y.rows) - 2 * cross);
}

/**
 * The distance between pictures and their restorations, and its interval over the photos, drawn in pairs.
 * @param truth the photos' features; `restored[k]` those of the same photos restored from seed k: the mean over k counts
 */
export function frechetInterval(truth: Features, restored: readonly Features[], random: Random): Interval {
  const seeds = restored.map((features) => gramsOf(truth, features));
  const statistic = (weights: Weights): number => seeds.reduce((sum, grams) => sum + distanceOf(grams, weights), 0) / seeds.length;
  const { value, low, high } = normalInterval(truth.count, statistic, random, timesFor(truth.count));
  return { value, low: Math.max(0, low), high };
}

/** Singular values cost the cube of the photos' number: enough draws for an error of the interval's length of 5 % to 15 %. */
function timesFor(count: number): number {
  return Math.min(200, Math.max(20, Math.floor(3e9 / count ** 3)));
}

interface Centred {
  readonly mean: Float64Array;
  readonly rows: readonly Float64Array[];
}

function centre({ count, length, values }: Features): Centred {
  const mean = new Float64Array(length);
  for (let i = 0; i < values.length; i++) mean[i % length] = (mean[i % length] as number) + (values[i] as number) / count;
  const rows = Array.from({ length: count }, (_, row) => mean.map((m, i) => (values[row * length + i] as number) - m));
  return { mean, rows };
}

/** Tr C. */
function totalVariance(rows: readonly Float64Array[]): number {
  return rows.reduce((sum, row) => sum + dot(row, row), 0) / (rows.length - 1);
}

/**
 * Tr (C1 C2)^(1/2) without a covariance: with X, Y the centred features over sqrt(n - 1), C1 C2 = X'X Y'Y has, but for
 * zeros, the eigenvalues of (X Y')(X Y')', so the trace is the sum of the singular values of the small matrix X Y'.
 */
function rootTraceByPictures(x: readonly Float64Array[], y: readonly Float64Array[]): number {
  return sumOfSingularValues(products(x, y)) / Math.sqrt((x.length - 1) * (y.length - 1));
}

/** The same for more pictures than features: the eigenvalues of C1^(1/2) C2 C1^(1/2), which is symmetric. */
function rootTraceByFeatures(x: readonly Float64Array[], y: readonly Float64Array[]): number {
  const { eigenvectorMatrix: v, realEigenvalues } = new EVD(covariance(x), { assumeSymmetric: true });
  const root = v.clone().mulRowVector(realEigenvalues.map((value) => Math.sqrt(Math.max(0, value)))).mmul(v.transpose());
  const { realEigenvalues: squares } = new EVD(root.mmul(covariance(y)).mmul(root), { assumeSymmetric: true });
  return squares.reduce((sum, square) => sum + Math.sqrt(Math.max(0, square)), 0);
}

function covariance(rows: readonly Float64Array[]): Matrix {
  const matrix = new Matrix(rows);
  return matrix.transpose().mmul(matrix).div(rows.length - 1);
}

/** All scalar products that a weighted distance is made of: x and y centred, without weights. */
interface Grams {
  /** mu1 - mu2. */
  readonly gap: number;
  /** (mu1 - mu2)(x_i - y_i), [n]. */
  readonly along: Float64Array;
  /** x_i x_j, y_i y_j and x_i y_j, [n][n]. */
  readonly xx: readonly Float64Array[];
  readonly yy: readonly Float64Array[];
  readonly xy: readonly Float64Array[];
}

function gramsOf(truth: Features, restored: Features): Grams {
  const [x, y] = [centre(truth), centre(restored)];
  const gap = x.mean.map((mean, i) => mean - (y.mean[i] as number));
  const along = Float64Array.from(x.rows, (row, i) => dot(gap, row) - dot(gap, y.rows[i] as Float64Array));
  return { gap: dot(gap, gap), along, xx: products(x.rows, x.rows), yy: products(y.rows, y.rows), xy: products(x.rows, y.rows) };
}

/** The distance when photo i counts weights[i] times; with all weights 1 it is `frechetDistance`. */
function distanceOf({ gap, along, xx, yy, xy }: Grams, weights: Weights): number {
  const n = weights.length;
  const drawn = [...weights.keys()].filter((i) => (weights[i] as number) > 0);
  const w = (i: number): number => weights[i] as number;
  /** Scalar products of photo i with the weighted mean. */
  const withMean = (gram: readonly Float64Array[]): Float64Array => Float64Array.from(gram, (row) => dot(row, weights) / n);
  const mean = (values: Float64Array): number => dot(values, weights) / n;

  const columnMeans = new Float64Array(n);
  for (const i of drawn) addScaled(columnMeans, xy[i] as Float64Array, w(i) / n);
  const rowMeans = withMean(xy);
  const [meanX2, meanY2, meanXY] = [mean(withMean(xx)), mean(withMean(yy)), mean(rowMeans)];

  const meanGap = gap + 2 * mean(along) + meanX2 + meanY2 - 2 * meanXY;
  const variance = (gram: readonly Float64Array[], mean2: number): number =>
    (drawn.reduce((sum, i) => sum + w(i) * (gram[i]?.[i] as number), 0) - n * mean2) / (n - 1);
  const centred = drawn.map((i) => {
    const row = xy[i] as Float64Array;
    const rowMean = (rowMeans[i] as number) - meanXY;
    return Float64Array.from(drawn, (j) => Math.sqrt(w(i) * w(j)) * ((row[j] as number) - rowMean - (columnMeans[j] as number)));
  });
  return Math.max(0, meanGap + variance(xx, meanX2) + variance(yy, meanY2) - (2 * sumOfSingularValues(centred)) / (n - 1));
}

function sumOfSingularValues(rows: readonly Float64Array[]): number {
  const { diagonal } = new SVD(new Matrix(rows), {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
    autoTranspose: true,
  });
  return diagonal.reduce((sum, value) => sum + value, 0);
}

function products(x: readonly Float64Array[], y: readonly Float64Array[]): Float64Array[] {
  return x.map((row) => Float64Array.from(y, (other) => dot(row, other)));
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] as number) * (y[i] as number);
  return sum;
}

function addScaled(to: Float64Array, values: Float64Array, factor: number): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) + factor * (values[i] as number);
}
