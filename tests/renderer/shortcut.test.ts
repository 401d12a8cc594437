import { describe, expect, it } from 'vitest';
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
    expect(shownShortcut('mod+shift+z', false)).toBe('Ctrl + Shift + Z');
    expect(shownShortcut('mod+shift+z', true)).toBe('⌘⇧Z');
    expect(shownShortcut('+', false)).toBe('+');
    expect(shownShortcut('[', false)).toBe('[');
  });
});
