import { Membrane } from './membrane.ts';
import { createPhoto, type HoleMask, type Photo, type Rectangle } from './photo.ts';

/**
 * The photo with `fill`, a picture of the whole `box`, in the place of the mask's holes: mixed in by the mask's value, so
 * that where the mask is 0 every pixel stays the photo's own, to the bit. Before, the fill's colours are shifted by the
 * membrane of what photo and fill differ by at the known pixels beside the hole, so that they meet without a seam
 * (Pérez, Gangnet and Blake 2003, "Poisson image editing", section 2).
 * @param fill as large as the box, values in [-1, 1]; also where the box's pixels are known, for comparing
 * @param mask as large as the photo; holes outside of the box stay as they are
 * @param box may reach outside of the photo
 * @throws RangeError if the sizes do not fit
 */
export function pasteHole(photo: Photo, fill: Photo, mask: HoleMask, box: Rectangle): Photo {
  if (mask.width !== photo.width || mask.height !== photo.height) throw new RangeError('The mask is not as large as the photo.');
  if (fill.width !== box.width || fill.height !== box.height) throw new RangeError('The fill is not as large as its box.');
  const pasted = createPhoto(photo.width, photo.height, photo.rgb.slice());
  const area = holeArea(mask, box);
  if (area === undefined) return pasted;
  const membrane = new Membrane(holeWithin(mask, area), area.width, area.height);
  for (let c = 0; c < 3; c++) {
    const inPhoto = (x: number, y: number): number => ((area.y + y) * photo.width + area.x + x) * 3 + c;
    const inFill = (x: number, y: number): number => ((area.y - box.y + y) * fill.width + area.x - box.x + x) * 3 + c;
    membrane.stretch((pixel) => {
      const y = Math.floor(pixel / area.width);
      const x = pixel - y * area.width;
      return (photo.rgb[inPhoto(x, y)] as number) - (fill.rgb[inFill(x, y)] as number);
    });
    for (let y = 0; y < area.height; y++) {
      const shift = membrane.row(y);
      const maskRow = (area.y + y) * mask.width + area.x;
      for (let x = 0, to = inPhoto(0, y), from = inFill(0, y); x < area.width; x++, to += 3, from += 3) {
        const share = mask.hole[maskRow + x] as number;
        if (!(share > 0)) continue;
        const shifted = Math.min(1, Math.max(-1, (fill.rgb[from] as number) + (shift[x] as number)));
        pasted.rgb[to] = (1 - share) * (photo.rgb[to] as number) + share * shifted;
      }
    }
  }
  return pasted;
}

/** The part of box and photo that the holes in it reach, with one known pixel around where there is one. */
function holeArea(mask: HoleMask, box: Rectangle): Rectangle | undefined {
  const [firstX, firstY] = [Math.max(0, box.x), Math.max(0, box.y)];
  const [endX, endY] = [Math.min(mask.width, box.x + box.width), Math.min(mask.height, box.y + box.height)];
  if (firstX >= endX) return undefined;
  let [left, top, right, bottom] = [Infinity, Infinity, -1, -1];
  for (let y = firstY; y < endY; y++) {
    const row = mask.hole.subarray(y * mask.width + firstX, y * mask.width + endX);
    let first = 0;
    while (first < row.length && !((row[first] as number) > 0)) first++;
    if (first === row.length) continue;
    let last = row.length - 1;
    while (!((row[last] as number) > 0)) last--;
    left = Math.min(left, firstX + first);
    right = Math.max(right, firstX + last);
    top = Math.min(top, y);
    bottom = y;
  }
  if (right < 0) return undefined;
  const x = Math.max(firstX, left - 1);
  const y = Math.max(firstY, top - 1);
  return { x, y, width: Math.min(endX, right + 2) - x, height: Math.min(endY, bottom + 2) - y };
}

function holeWithin(mask: HoleMask, area: Rectangle): Uint8Array {
  const hole = new Uint8Array(area.width * area.height);
  for (let y = 0, to = 0; y < area.height; y++) {
    const from = (area.y + y) * mask.width + area.x;
    for (let x = 0; x < area.width; x++, to++) hole[to] = (mask.hole[from + x] as number) > 0 ? 1 : 0;
  }
  return hole;
}
