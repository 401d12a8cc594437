import { describe, expect, it } from 'vitest';
import { de } from '../../renderer/words/de.ts';
import { en } from '../../renderer/words/en.ts';
import { shortcutOf, shownShortcut } from '../../renderer/state/shortcut.ts';

const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

describe('keys', () => {
  it('have one name, whatever the keyboard', () => {
    expect(shortcutOf({ ...none, key: 'z', ctrlKey: true })).toBe('mod+z');
    expect(shortcutOf({ ...none, key: 'Z', metaKey: true, shiftKey: true })).toBe('mod+shift+z');
    expect(shortcutOf({ ...none, key: '?', shiftKey: true })).toBe('?');
    expect(shortcutOf({ ...none, key: '+', shiftKey: true })).toBe('+');
    expect(shortcutOf({ ...none, key: 'Enter', ctrlKey: true })).toBe('mod+Enter');
  });

  it('are shown as they are printed on the keyboard', () => {
    expect(shownShortcut('mod+shift+z', false, en.keyNames)).toBe('Ctrl + Shift + Z');
    expect(shownShortcut('mod+shift+z', true, en.keyNames)).toBe('⌘⇧Z');
    expect(shownShortcut('+', false, en.keyNames)).toBe('+');
    expect(shownShortcut('[', false, en.keyNames)).toBe('[');
    expect(shownShortcut('mod+Enter', false, de.keyNames)).toBe('Strg + Eingabe');
  });
});
