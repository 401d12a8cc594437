/**
 * The colour difference CIEDE2000 of two CIELAB colours, kL = kC = kH = 1; about 1 is the least that people see.
 * Sharma, Wu and Dalal 2005, "The CIEDE2000 color-difference formula: implementation notes, supplementary test data, and
 * mathematical observations"; equation numbers are theirs.
 */
export function ciede2000(L1: number, a1: number, b1: number, L2: number, a2: number, b2: number): number {
  const meanCab = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2; // (2, 3)
  const G = 0.5 * (1 - chromaShare(meanCab)); // (4)
  const [C1, h1] = polar((1 + G) * a1, b1); // (5-7)
  const [C2, h2] = polar((1 + G) * a2, b2);

  const dL = L2 - L1; // (8)
  const dC = C2 - C1; // (9)
  const dh = C1 * C2 === 0 ? 0 : wrapped(h2 - h1); // (10)
  const dH = 2 * Math.sqrt(C1 * C2) * Math.sin((dh / 2) * degree); // (11)

  const L = (L1 + L2) / 2; // (12)
  const C = (C1 + C2) / 2; // (13)
  const h = meanHue(C1, h1, C2, h2); // (14)
  const T =
    1 - 0.17 * cosine(h - 30) + 0.24 * cosine(2 * h) + 0.32 * cosine(3 * h + 6) - 0.2 * cosine(4 * h - 63); // (15)
  const dTheta = 30 * Math.exp(-(((h - 275) / 25) ** 2)); // (16)
  const RC = 2 * chromaShare(C); // (17)
  const SL = 1 + (0.015 * (L - 50) ** 2) / Math.sqrt(20 + (L - 50) ** 2); // (18)
  const SC = 1 + 0.045 * C; // (19)
  const SH = 1 + 0.015 * C * T; // (20)
  const RT = -Math.sin(2 * dTheta * degree) * RC; // (21)
  return Math.sqrt((dL / SL) ** 2 + (dC / SC) ** 2 + (dH / SH) ** 2 + RT * (dC / SC) * (dH / SH)); // (22)
}

const degree = Math.PI / 180;
const power25 = 25 ** 7;

function cosine(degrees: number): number {
  return Math.cos(degrees * degree);
}

/** sqrt(C^7 / (C^7 + 25^7)) */
function chromaShare(C: number): number {
  const power = C ** 7;
  return Math.sqrt(power / (power + power25));
}

/** Chroma and hue in [0, 360). */
function polar(a: number, b: number): [C: number, h: number] {
  const h = a === 0 && b === 0 ? 0 : Math.atan2(b, a) / degree;
  return [Math.hypot(a, b), h < 0 ? h + 360 : h];
}

/** The shorter way round. */
function wrapped(degrees: number): number {
  if (degrees > 180) return degrees - 360;
  return degrees < -180 ? degrees + 360 : degrees;
}

function meanHue(C1: number, h1: number, C2: number, h2: number): number {
  if (C1 * C2 === 0) return h1 + h2;
  if (Math.abs(h1 - h2) <= 180) return (h1 + h2) / 2;
  return h1 + h2 < 360 ? (h1 + h2 + 360) / 2 : (h1 + h2 - 360) / 2;
}
