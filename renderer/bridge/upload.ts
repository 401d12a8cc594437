import type { Answer } from '../../app/contract.ts';

/** Sends a file's bytes. XMLHttpRequest, because fetch cannot tell how much has been sent. */
export async function upload<Value>(place: string, file: File, progress: (sent: number) => void): Promise<Answer<Value>> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', place);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.addEventListener('progress', ({ loaded }) => progress(loaded));
    request.addEventListener('load', () => resolve(readAnswer<Value>(request.responseText)));
    request.addEventListener('error', () => resolve(broken));
    request.send(file);
  });
}

function readAnswer<Value>(text: string): Answer<Value> {
  try {
    return JSON.parse(text) as Answer<Value>;
  } catch {
    return broken;
  }
}

const broken: Answer<never> = {
  ok: false,
  error: { code: 'upload-failed', message: 'The file did not arrive: check that Heirloom is still running, then open the file again.' },
};
