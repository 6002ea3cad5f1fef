import type { CheckOf } from '../check-of.ts';
import { runCommand, type Ending } from '../command/run-command.ts';
import { withoutPlaces } from '../command/without-places.ts';
import { counted, fail, pass, type Verdict } from '../verdict.ts';

const defaultSeconds = 60;

/**
 * Does the command exit with 0 in time? It runs in the root, without a shell and without input. A
 * failure shows the end of its output; a success does not, so that the same success has the same words.
 */
export async function checkCommand(
  root: string,
  isAllowed: boolean,
  { argv, seconds = defaultSeconds }: CheckOf<'command'>,
): Promise<Verdict> {
  const [program, ...args] = argv;
  const line = argv.join(' ');
  if (program === undefined) return fail('the command is empty');
  if (!isAllowed) {
    return fail(
      `${line} was not run: commands of contracts run only where orchestrator.yml says so; add the line contracts: {commands: true}`,
    );
  }
  const ending = await runCommand({ root, program, args, seconds });
  if (ending.kind === 'exit' && ending.code === 0) return pass(`${line} exits with 0`);
  const output = ending.kind === 'refused' ? '' : withoutPlaces(root, ending.output);
  return fail(`${line} ${describe(ending, seconds)}${output === '' ? '' : `\n${output}`}`);
}

function describe(ending: Ending, seconds: number): string {
  switch (ending.kind) {
    case 'exit':
      return `exits with ${ending.code}`;
    case 'signal':
      return `was ended by ${ending.signal}`;
    case 'timeout':
      return `did not end within ${counted(seconds, 'second')} and was stopped`;
    case 'refused':
      return `cannot be started${ending.code === 'ENOENT' ? ': there is no such program' : ` (${ending.code})`}`;
  }
}
