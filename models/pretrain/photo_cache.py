"""Photos of a folder or a .tar as bytes in one file that can be mapped into memory: decoded once, not at every epoch."""

import io
import json
import os
import shutil
import tarfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from .refusal import Refusal

# A crop of 0.8 of it fills a network of 256 pixels; more would only cost memory.
LARGEST_SHORT_SIDE = 320
SMALLEST_SIDE = 16
SUFFIXES = {'.webp', '.jpg', '.jpeg', '.png', '.tif', '.tiff', '.avif', '.bmp'}


class PhotoCache:
    """`rgb`: the bytes of all photos one after another, each [height, width, 3]; `sizes`: [n, 2] width, height."""

    def __init__(self, folder):
        self.about = json.loads((folder / 'about.json').read_text())
        self.sizes = np.load(folder / 'sizes.npy')
        self.rgb = np.memmap(folder / 'rgb.bin', np.uint8, 'r')


def open_cache(data, name, say=print):
    """The photos of <data>/<name>/ or <data>/<name>.tar, through <data>/<name>.photos/, which is made where it is not there."""
    cache = Path(data) / f'{name}.photos'
    source = next((path for path in (Path(data) / name, Path(data) / f'{name}.tar') if path.exists()), None)
    if source is None and not cache.exists():
        raise Refusal(f'There is neither a folder {name} nor {name}.tar in {data}: put the photos there.')
    mark = None if source is None else mark_of(source)
    if cache.exists():
        found = PhotoCache(cache)
        if mark is None or found.about['source'] == mark:
            return found
    write_cache(source, cache, mark)
    made = PhotoCache(cache)
    say(f'{source}: {made.about["photos"]} photos' + (f', {made.about["skipped"]} could not be read' if made.about['skipped'] else ''))
    return made


def mark_of(source):
    """Changes when the photos do."""
    files = [source] if source.is_file() else sorted(path for path in source.rglob('*') if path.is_file())
    return [len(files), sum(path.stat().st_size for path in files), int(max((path.stat().st_mtime for path in files), default=0))]


def write_cache(source, cache, mark):
    """A run that is killed meanwhile leaves nothing under the cache's name."""
    unfinished = cache.with_name(f'{cache.name}.{os.getpid()}.tmp')
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    sizes, skipped = [], 0
    try:
        with open(unfinished / 'rgb.bin', 'wb') as rgb, ThreadPoolExecutor(os.cpu_count()) as threads:
            for photo in threads.map(decode, encoded_photos(source)):
                if photo is None:
                    skipped += 1
                    continue
                rgb.write(photo.tobytes())
                sizes.append((photo.shape[1], photo.shape[0]))
        if not sizes:
            raise Refusal(f'There are no photos in {source} that can be read ({skipped} cannot): check the folder or the .tar.')
        np.save(unfinished / 'sizes.npy', np.array(sizes, np.int64))
        (unfinished / 'about.json').write_text(json.dumps({'source': mark, 'photos': len(sizes), 'skipped': skipped}))
        shutil.rmtree(cache, ignore_errors=True)
        unfinished.rename(cache)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def encoded_photos(source):
    """In the order of their names: a cache does not depend on the disk it was made on."""
    if source.is_dir():
        paths = sorted(path for path in source.rglob('*') if path.suffix.lower() in SUFFIXES and path.is_file())
        return [path.read_bytes() for path in paths]
    try:
        with tarfile.open(source) as tar:
            members = [member for member in tar if member.isfile() and Path(member.name).suffix.lower() in SUFFIXES]
            return [tar.extractfile(member).read() for member in sorted(members, key=lambda member: member.name)]
    except tarfile.TarError as error:
        raise Refusal(f'{source} is damaged ({error}): fetch it again.') from error


def decode(encoded):
    """Upright sRGB bytes [height, width, 3], transparency laid on white; None if it is no photo, or too small to learn from."""
    try:
        with Image.open(io.BytesIO(encoded)) as image:
            image = ImageOps.exif_transpose(image)
            if image.has_transparency_data:
                image = Image.alpha_composite(Image.new('RGBA', image.size, 'white'), image.convert('RGBA'))
            image = image.convert('RGB')
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    short = min(image.size)
    if short < SMALLEST_SIDE:
        return None
    if short > LARGEST_SHORT_SIDE:
        image = image.resize([round(side * LARGEST_SHORT_SIDE / short) for side in image.size], Image.Resampling.BICUBIC)
    return np.asarray(image)
