"""Figures of several seeds as Markdown: their mean, and half of Student's 95 % interval."""

import math
from statistics import mean, stdev

# Two-sided 95 % of Student's t for n - 1 degrees of freedom.
STUDENT = {2: 12.71, 3: 4.30, 4: 3.18, 5: 2.78, 6: 2.57, 7: 2.45, 8: 2.36}

# Of a row of `heirloom evaluate`.
COLOURS = {
    'CIEDE2000': lambda row: row['regions']['picture']['colourError']['value'],
    'a*': lambda row: row['regions']['picture']['a']['value'],
    'b*': lambda row: row['regions']['picture']['b']['value'],
    'colourfulness': lambda row: row['regions']['picture']['colourfulness']['value'],
    'Frechet, middle': lambda row: row['frechetMiddle']['value'],
    'Frechet, faces': lambda row: row['frechetFaces']['value'],
}
HOLES = {
    'CIEDE2000': lambda row: row['regions']['hole']['colourError']['value'],
    'PSNR, dB': lambda row: row['regions']['hole']['psnr']['value'],
    'Frechet': lambda row: row['frechet']['value'],
    'Frechet, middle': lambda row: row['frechetMiddle']['value'],
    'Frechet, faces': lambda row: row['frechetFaces']['value'],
    'identity': lambda row: row['identity']['value'],
}

DIGITS = {'identity': 3, 'seconds': 0, 'MiB': 0}


def figures(measures, rows):
    """@param rows of the seeds. @returns measure -> values"""
    return {name: [measure(row) for row in rows] for name, measure in measures.items()}


def table(heads, lines):
    """@param lines (words of the first cells, measure -> values of the seeds)"""
    measures = list(lines[0][1])
    parts = ['| ' + ' | '.join([*heads, *measures]) + ' |', '|---|' + '--:|' * (len(heads) + len(measures) - 1)]
    parts += ['| ' + ' | '.join([*map(str, first), *(interval(values[name], DIGITS.get(name, 2)) for name in measures)]) + ' |' for first, values in lines]
    return '\n'.join(parts) + '\n'


def interval(values, digits=2):
    if not values:
        return ''
    if len(values) < 2:
        return f'{mean(values):.{digits}f}'
    return f'{mean(values):.{digits}f} +- {half_width(values):.{digits}f}'


def half_width(values):
    return STUDENT.get(len(values), 2.0) * stdev(values) / math.sqrt(len(values)) if len(values) > 1 else 0.0
