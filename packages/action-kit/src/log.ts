/** The log of a step. Text from people is printed here, and never becomes a command to the runner. */
import * as core from '@actions/core';

export interface Log {
  readonly info: (text: string) => void;
  readonly debug: (text: string) => void;
  readonly notice: (text: string, title?: string) => void;
  readonly warning: (text: string, title?: string) => void;
  readonly error: (text: string, title?: string) => void;
}

/** The runner shows ten annotations of a kind for each step. */
const mostAnnotations = 9;
const longest = 4000;

/** Control characters but tab and line ends, and those that turn the direction of a text around. */
const control =
  // eslint-disable-next-line no-control-regex -- these are what must not get through
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/**
 * The same words, harmless: the runner takes a line that begins with `::` (blanks before it count for nothing) and
 * any `##[` for a command, and a terminal obeys control characters.
 */
export function harmless(text: string): string {
  return text
    .replace(control, '\ufffd')
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/^([^\S\n]*)::/gm, '$1\\::')
    .replace(/##\[/g, '##\\[');
}

export function createLog(): Log {
  const annotate = (show: (text: string, properties: { title?: string }) => void) => {
    let shown = 0;
    return (text: string, title?: string): void => {
      const words = harmless(text).slice(0, longest);
      shown += 1;
      if (shown > mostAnnotations) core.info(title === undefined ? words : `${title}: ${words}`);
      else show(words, title === undefined ? {} : { title: harmless(title) });
    };
  };
  return {
    info: (text) => core.info(harmless(text)),
    debug: (text) => core.debug(harmless(text)),
    notice: annotate(core.notice),
    warning: annotate(core.warning),
    error: annotate(core.error),
  };
}
