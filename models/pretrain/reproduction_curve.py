"""The learning curve of adaptation as SVG."""

import math
from statistics import mean


def curve(found, steps, measure='Frechet, middle'):
    """`found`: (kind, share) -> measure -> values of the seeds. The adapted model over its share of the steps (logarithmic), each seed a dot; the others as lines across."""
    width, height, left, right, top, bottom = 720, 400, 64, 150, 24, 52
    adapted = {share: values[measure] for (kind, share), values in sorted(found.items()) if kind == 'adapted'}
    across = {kind: mean(found[kind, 1.0][measure]) for kind in ('grey', 'regression', 'batch', 'incremental') if (kind, 1.0) in found}
    most = 1.05 * max([*across.values(), *(value for values in adapted.values() for value in values)])

    def x(share):
        return left + (math.log10(share) + 2) / 2 * (width - left - right)

    def y(value):
        return height - bottom - value / most * (height - top - bottom)

    colours = {'grey': '#777777', 'regression': '#8a4baf', 'batch': '#0b6e4f', 'incremental': '#1f6fb2'}
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
        line = f'<path d="M{left} {y(value):.1f}H{width - right}" stroke="{colours[kind]}" stroke-dasharray="6 4"/>'
        parts += [line, text(width - right + 6, free, f'{kind} {value:.2f}', 'start', colours[kind])]
    points = ' '.join(f'{x(share):.1f},{y(mean(values)):.1f}' for share, values in adapted.items())
    parts.append(f'<polyline points="{points}" fill="none" stroke="#c8401a" stroke-width="2"/>')
    parts += [f'<circle cx="{x(share):.1f}" cy="{y(value):.1f}" r="3.5" fill="#c8401a"/>' for share, values in adapted.items() for value in values]
    if adapted:
        parts.append(text(x(min(adapted)) + 8, y(mean(adapted[min(adapted)])) - 8, 'adapted from filling', 'start', '#c8401a'))
    return '\n'.join([*parts, '</svg>']) + '\n'


def text(x, y, words, anchor, colour='#222222'):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{words}</text>'
