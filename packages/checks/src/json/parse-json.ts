import { fail, found, type Found } from '../verdict.ts';

/** The value that the text of a JSON file stands for. */
export function parseJson(path: string, text: string): Found<unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return found(value);
  } catch (error) {
    return fail(`${path} is not JSON: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
}
