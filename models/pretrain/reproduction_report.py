"""Results of reproduce.py as tables (Markdown) and as a learning curve (SVG)."""

import json
import math
from statistics import mean, stdev

# Two-sided 95 % of Student's t for n - 1 degrees of freedom.
STUDENT = {2: 12.71, 3: 4.30, 4: 3.18, 5: 2.78, 6: 2.57, 7: 2.45, 8: 2.36}

MEASURES = {
    'CIEDE2000': lambda row: row['regions']['picture']['colourError']['value'],
    'a*': lambda row: row['regions']['picture']['a']['value'],
    'b*': lambda row: row['regions']['picture']['b']['value'],
    'colourfulness': lambda row: row['regions']['picture']['colourfulness']['value'],
    'Frechet, middle': lambda row: row['frechetMiddle']['value'],
    'Frechet, faces': lambda row: row['frechetFaces']['value'],
}


def write_report(work, into, options):
    found = read_results(work / 'results', options.seeds)
    into.mkdir(parents=True, exist_ok=True)
    (into / 'tables.md').write_text(table(found))
    (into / 'reproduction.svg').write_text(curve(found, options.steps))


def read_results(folder, seeds):
    """(kind, share) -> measure -> value of each seed; and the untouched photos as ('grey', 1.0)."""
    found = {}
    for path in sorted(folder.glob('*.json')):
        kind, seed, share = path.stem.split('-')
        if int(seed) > seeds:
            continue
        untouched, *rows = json.loads(path.read_text())['rows']
        for key, row in ((kind, float(share)), rows[-1]), (('grey', 1.0), untouched):
            values = found.setdefault(key, {name: {} for name in MEASURES})
            for name, measure in MEASURES.items():
                values[name][seed] = measure(row)
    return found


def table(found):
    lines = ['| model | share of the steps | seeds | ' + ' | '.join(MEASURES) + ' |', '|---|--:|--:|' + '--:|' * len(MEASURES)]
    for (kind, share), values in sorted(found.items()):
        seeds = len(values['CIEDE2000'])
        cells = [interval(list(by_seed.values()), kind != 'grey') for by_seed in values.values()]
        lines.append(f'| {kind} | {100 * share:g} % | {seeds if kind != "grey" else ""} | ' + ' | '.join(cells) + ' |')
    return '\n'.join(lines) + '\n'


def interval(values, spread):
    if not spread or len(values) < 2:
        return f'{mean(values):.2f}'
    return f'{mean(values):.2f} +- {half_width(values):.2f}'


def half_width(values):
    return STUDENT.get(len(values), 2.0) * stdev(values) / math.sqrt(len(values)) if len(values) > 1 else 0.0


def curve(found, steps, measure='Frechet, middle'):
    """The adapted model over its share of the steps (logarithmic), each seed a dot; the others as lines across."""
    width, height, left, right, top, bottom = 720, 400, 64, 150, 24, 52
    adapted = {share: list(values[measure].values()) for (kind, share), values in sorted(found.items()) if kind == 'adapted'}
    across = {kind: mean(found[kind, 1.0][measure].values()) for kind in ('grey', 'regression', 'batch', 'incremental') if (kind, 1.0) in found}
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
