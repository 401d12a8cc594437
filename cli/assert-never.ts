/** The compiler's proof that a switch is complete. */
export function assertNever(value: never): never {
  throw new TypeError(`Unexpected: ${JSON.stringify(value)}`);
}
