import { basename } from 'node:path';
import type { RunEvent, Summary } from './events.ts';

/** One line for a person. The sentences of readers name their photo; the engine's do not know it. */
export function failureWords({ photo, sentence }: Extract<RunEvent, { type: 'failure' }>): string {
  return withPhoto(photo, sentence);
}

export function noteWords({ photo, sentence }: Extract<RunEvent, { type: 'note' }>): string {
  return withPhoto(photo, sentence);
}

export function summaryWords({ results, failures, seconds, device, exitCode }: Summary): string {
  const where = device === null ? '' : ` (${device})`;
  const restored = results === 0 ? 'nothing was restored' : `${counted(results, 'photo')} restored in ${secondsWords(seconds)}${where}`;
  const failed = failures === 0 ? '' : `, ${failures} failed`;
  const words = `${exitCode > 128 ? 'Stopped: ' : ''}${restored}${failed}.`;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** 0.42 s, 12.3 s, 4 min 5 s, 2 h 10 min */
export function secondsWords(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(2)} s`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** An estimate: whole seconds, minutes from two on. */
export function leftWords(seconds: number): string {
  return seconds < 100 ? `${Math.ceil(seconds)} s left` : `${Math.ceil(seconds / 60)} min left`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Text from a file a stranger may have made: without the control characters that could rewrite a terminal. */
export function plainText(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n\t]/gu, '');
}

function withPhoto(photo: string | null, sentence: string): string {
  return photo === null || sentence.includes(basename(photo)) ? sentence : `${photo}: ${sentence}`;
}
