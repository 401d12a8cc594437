/** What the window needs to know of where it runs. */
export interface AppDescription {
  readonly version: string;
  /** `browser`: files come by upload and go by download. */
  readonly host: 'desktop' | 'browser';
  readonly platform: string;
  /** The person's languages, best first, as BCP 47. */
  readonly languages: readonly string[];
  /** Whether it is known when the computer runs on its battery. */
  readonly knowsBattery: boolean;
  /** Largest upload in bytes, in a browser. */
  readonly largestUpload: number | null;
}
