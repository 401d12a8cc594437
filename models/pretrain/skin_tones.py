"""python -m models.pretrain.skin_tones --photos folder [--into folder]

Who is in a set of faces: sorts portraits framed as CelebA-HQ's by the skin of their cheeks, by the individual typology angle
(Chardon, Cretois and Hourseau 1991), and copies them into one folder a group for `heirloom evaluate`. Light and make-up move the
angle: it says how a face looks in its photo, not what a person is.
"""

import argparse
import shutil
from pathlib import Path

import numpy as np
from PIL import Image

# Lowest angle of each group, degrees.
GROUPS = {'very-light': 55, 'light': 41, 'intermediate': 28, 'tan': 10, 'brown': -30, 'dark': -90}
# Left and right of the nose, in shares of the side.
CHEEKS = ((0.30, 0.40), (0.60, 0.70))
HEIGHT = (0.55, 0.66)


def main():
    parser = argparse.ArgumentParser(description='Sorts portraits by the skin of their cheeks.')
    parser.add_argument('--photos', required=True, help='folder of square portraits')
    parser.add_argument('--into', help='gets a folder of copies for each group')
    options = parser.parse_args()
    photos = sorted(path for path in Path(options.photos).rglob('*') if path.suffix.lower() in ('.webp', '.png', '.jpg', '.jpeg'))
    found = {group: [] for group in GROUPS}
    for path in photos:
        found[group_of(angle(Image.open(path)))].append(path)
    for group, paths in found.items():
        print(f'{group}: {len(paths)} of {len(photos)}, {100 * len(paths) / max(1, len(photos)):.1f} %')
        if options.into:
            folder = Path(options.into) / group
            folder.mkdir(parents=True, exist_ok=True)
            for path in paths:
                shutil.copy(path, folder / path.name)


def group_of(degrees):
    return next(group for group, lowest in GROUPS.items() if degrees >= lowest)


def angle(image):
    """Degrees: arctan((L* - 50) / b*) of the median colour of the cheeks, 90 = white, -90 = black."""
    rgb = np.asarray(image.convert('RGB').resize((64, 64)), np.float64) / 255
    rows = slice(*(round(64 * share) for share in HEIGHT))
    skin = np.concatenate([rgb[rows, round(64 * left):round(64 * right)].reshape(-1, 3) for left, right in CHEEKS])
    lightness, b = lab(np.median(skin, 0))
    return np.degrees(np.arctan2(lightness - 50, max(b, 1e-6)))


def lab(rgb):
    """L* and b* of an sRGB colour (CIE 1976, D65)."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    y = linear @ (0.2126, 0.7152, 0.0722)
    z = linear @ (0.0193, 0.1192, 0.9505) / 1.0890
    root = [np.cbrt(v) if v > (6 / 29) ** 3 else v / (3 * (6 / 29) ** 2) + 4 / 29 for v in (y, z)]
    return 116 * root[0] - 16, 200 * (root[0] - root[1])


if __name__ == '__main__':
    main()
