/** What was, is, and was undone. Whatever is kept in it is never changed in place. */
export interface History<Kept> {
  readonly past: readonly Kept[];
  readonly now: Kept;
  readonly future: readonly Kept[];
}

/** More steps back than anyone asks for; the oldest is forgotten. */
const longest = 500;

export function begin<Kept>(now: Kept): History<Kept> {
  return { past: [], now, future: [] };
}

export function record<Kept>(history: History<Kept>, now: Kept): History<Kept> {
  return { past: [...history.past, history.now].slice(-longest), now, future: [] };
}

export function undo<Kept>(history: History<Kept>): History<Kept> {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  return { past: history.past.slice(0, -1), now: before, future: [history.now, ...history.future] };
}

export function redo<Kept>(history: History<Kept>): History<Kept> {
  const next = history.future[0];
  if (next === undefined) return history;
  return { past: [...history.past, history.now], now: next, future: history.future.slice(1) };
}
