import type { Licence } from './licences.ts';

/** The licences as a page that needs no script and no style. */
export function licencePage(licences: readonly Licence[]): string {
  const parts = licences.map(({ name, version, licence, text }) => {
    const summary = `${escaped(name)} ${escaped(version)} (${escaped(licence)})`;
    return `<details><summary>${summary}</summary><pre>${escaped(text)}</pre></details>`;
  });
  const head = '<meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>Heirloom: licences</title>';
  return `<!doctype html>\n<html lang="en"><head>${head}</head>\n<body>\n<h1>What Heirloom is made of</h1>\n${parts.join('\n')}\n</body></html>\n`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
