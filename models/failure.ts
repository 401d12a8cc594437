/** Every way Heirloom can fail, as a closed list: a caller branches on the code and never on the text. */
export type FailureCode =
  | 'photo-missing'
  | 'photo-unreadable'
  | 'photo-unsupported'
  | 'photo-too-small'
  | 'photo-too-large'
  | 'folder-empty'
  | 'mask-size'
  | 'mask-empty'
  | 'mask-unreadable'
  | 'output-unwritable'
  | 'output-exists'
  | 'disk-full'
  | 'model-unknown'
  | 'model-unsuitable'
  | 'checkpoint-invalid'
  | 'device-unavailable'
  | 'engine-failed'
  | 'training-data'
  | 'training-diverged'
  | 'option-invalid'
  | 'worker-died'
  | 'photo-closed'
  | 'photo-changed'
  | 'id-unknown'
  | 'busy'
  | 'upload-too-large'
  | 'port-taken'
  | 'window-unbuilt'
  | 'update-refused'
  | 'cancelled';

/**
 * A failure a person can act on. `message` is one sentence that says what is wrong and what to do;
 * `cause` keeps what the machine said, for the log.
 */
export class AppFailure extends Error {
  readonly code: FailureCode;

  constructor(code: FailureCode, sentence: string, options?: { readonly cause?: unknown }) {
    super(sentence, options);
    this.name = 'AppFailure';
    this.code = code;
  }
}
