import * as v from 'valibot';
import { type Answer, type CallName, calls, type Output } from './contract.ts';
import type { Handlers } from './handlers.ts';
import { AppFailure } from '../models/failure.ts';

type AnyAnswer = Answer<Output<CallName>>;

/**
 * Answers one call from a window, whoever carried it here. The input is checked before any handler sees it.
 * @param raw whatever came over the border
 * @param log is given what nobody foresaw
 */
export async function answer(handlers: Handlers, name: string, raw: unknown, log: (error: unknown) => void): Promise<AnyAnswer> {
  if (!isCall(name)) return refusal('call-unknown', 'The window asked for something this program does not know; close it and open it again.');
  // To valibot a list is an object like others.
  const checked = v.safeParse(calls[name].input, Array.isArray(raw) ? null : raw);
  if (!checked.success) return refusal('input-invalid', `The window asked for "${name}" in a way that makes no sense (${issueOf(checked.issues)}).`);
  // The schema of this very name has filled in and checked the input.
  const handler = handlers[name] as (input: unknown) => Promise<Output<CallName>>;
  return answered(async () => handler(checked.output), log);
}

/** A failure becomes its code and its sentence; what nobody foresaw becomes one sentence for the person and a line in the log. */
export async function answered<Value>(work: () => Promise<Value>, log: (error: unknown) => void): Promise<Answer<Value>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (error instanceof AppFailure) return refusal(error.code, error.message);
    log(error);
    return refusal('internal', 'Something went wrong inside Heirloom; your photos are untouched. Try again, and open the program anew if it happens twice.');
  }
}

function isCall(name: string): name is CallName {
  return Object.hasOwn(calls, name);
}

function refusal(code: string, message: string): Answer<never> {
  return { ok: false, error: { code, message } };
}

/** Where in the input, and what was wrong; never the input itself, which may be long. */
function issueOf([issue]: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string {
  const place = v.getDotPath(issue);
  const wrong = issue.expected === null ? issue.type : `${issue.expected} was expected`;
  return place === null ? wrong : `${place.slice(0, 100)}: ${wrong.slice(0, 200)}`;
}
