import { de } from './de.ts';
import { en, type Words } from './en.ts';

type Language = 'en' | 'de';

let current = $state<Language>('en');

/** The catalogue of the language that the window speaks: `words().openPhoto`. */
export function words(): Words {
  return current === 'de' ? de : en;
}

export function languageNow(): Language {
  return current;
}

/** @param preferred the person's languages, best first, as BCP 47; the first that there is a catalogue for */
export function speak(chosen: 'system' | Language, preferred: readonly string[]): void {
  const known = preferred.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag === 'de' || tag === 'en');
  current = chosen === 'system' ? (known === 'de' ? 'de' : 'en') : chosen;
  document.documentElement.lang = current;
}

/** 12,345 or 12.345, as the language has it. */
export function formatted(value: number, digits = 0): string {
  return value.toLocaleString(current, { maximumFractionDigits: digits });
}
