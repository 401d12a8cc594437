"""The learning curve of adaptation as SVG."""

import math
from statistics import mean

NAMES = {'adapted': 'adapted from filling', 'batch': 'from nothing'}
COLOURS = {'adapted': '#c8401a', 'batch': '#0b6e4f', 'grey': '#777777', 'regression': '#8a4baf', 'incremental': '#1f6fb2'}


def curve(curves, lines, steps, measure='Frechet, middle'):
    """
    `curves`: kind -> share of the steps -> measure -> values of the seeds, drawn over the share (logarithmic), each seed a dot;
    `lines`: kind -> measure -> values, drawn across.
    """
    width, height, left, right, top, bottom = 720, 400, 64, 150, 24, 52
    across = {kind: mean(found[measure]) for kind, found in lines.items()}
    dots = [(kind, share, value) for kind, shares in curves.items() for share, found in shares.items() for value in found[measure]]
    most = 1.05 * max([*across.values(), *(value for _, _, value in dots)])

    def x(share):
        return left + (math.log10(share) + 2) / 2 * (width - left - right)

    def y(value):
        return height - bottom - value / most * (height - top - bottom)

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="13">']
    parts.append(f'<rect width="{width}" height="{height}" fill="#ffffff"/>')
    parts += [text(x(share), height - bottom + 20, f'{100 * share:g} %', 'middle') for share in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1)]
    parts.append(text((left + width - right) / 2, height - 10, f'share of {steps} steps, logarithmic', 'middle'))
    parts += [text(left - 8, y(value) + 4, str(value), 'end') for value in range(0, math.ceil(most), max(1, round(most / 5)))]
    parts.append(text(left, top - 8, f'{measure}: lower is nearer to true photos', 'start'))
    parts.append(f'<path d="M{left} {top}V{height - bottom}H{width - right}" fill="none" stroke="#333333"/>')
    free = -math.inf  # names keep clear of one another
    for kind, value in sorted(across.items(), key=lambda item: -item[1]):
        free = max(y(value) + 4, free + 16)
        line = f'<path d="M{left} {y(value):.1f}H{width - right}" stroke="{COLOURS[kind]}" stroke-dasharray="6 4"/>'
        parts += [line, text(width - right + 6, free, f'{kind} {value:.2f}', 'start', COLOURS[kind])]
    for kind, shares in curves.items():
        points = [(x(share), y(mean(found[measure]))) for share, found in sorted(shares.items())]
        path = ' '.join(f'{across:.1f},{down:.1f}' for across, down in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{COLOURS[kind]}" stroke-width="2"/>')
        parts.append(text(points[0][0] + 8, points[0][1] - 8, NAMES[kind], 'start', COLOURS[kind]))
    parts += [f'<circle cx="{x(share):.1f}" cy="{y(value):.1f}" r="3.5" fill="{COLOURS[kind]}"/>' for kind, share, value in dots]
    return '\n'.join([*parts, '</svg>']) + '\n'


def text(x, y, words, anchor, colour='#222222'):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{words}</text>'
