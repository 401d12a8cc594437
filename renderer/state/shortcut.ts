import type { Words } from '../words/en.ts';

/** Keys held down, in one order: `mod+shift+z`. `mod` is Command on a Mac and Control elsewhere. */
export function shortcutOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  // Shift is part of which sign a key makes (+ or ?), but not of which letter.
  const shift = event.shiftKey && (event.key.length > 1 || key !== event.key || /[a-z]/.test(key));
  const parts = [event.ctrlKey || event.metaKey ? 'mod' : '', event.altKey ? 'alt' : '', shift ? 'shift' : '', key];
  return parts.filter((part) => part !== '').join('+');
}

/** The same for a person to read. @param printed what stands on the keys in the person's language */
export function shownShortcut(shortcut: string, mac: boolean, printed: Words['keyNames']): string {
  const names: Readonly<Record<string, string>> = mac ? { ...printed, mod: '⌘', shift: '⇧', alt: '⌥' } : printed;
  const parts = shortcut === '+' ? ['+'] : shortcut.split(/\+(?!$)/);
  return parts.map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part)).join(mac ? '' : ' + ');
}
