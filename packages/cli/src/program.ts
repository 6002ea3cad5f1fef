/** The commands with their options, and the one edge where refusals and errors become an exit code. */
import { exitOf, nearest, StorageError, type Refusal } from '@orchestrator/core';
import { Command, CommanderError, Option } from 'commander';
import { CommandRefused } from './failure.ts';
import type { GlobalOptions } from './context.ts';
import type { Options } from './commands/options.ts';
import { commands, type CommandRow } from './commands/table.ts';

const version = '0.1.0';

/** Runs the command line. @returns the exit code */
export async function runProgram(args: readonly string[]): Promise<number> {
  const outcome = { exit: 0 };
  const program = buildProgram(outcome);
  const json = args.includes('--json');
  try {
    await program.parseAsync(args, { from: 'user' });
    return outcome.exit;
  } catch (error) {
    return showError(error, args, json);
  }
}

/** Understood before the command and after it. */
const globalOptions = (): readonly Option[] => [
  new Option('--root <dir>', 'the folder that holds artifacts/ (default: here)'),
  new Option('--json', 'print one JSON document and nothing else'),
  new Option('--quiet', 'no progress and no notices'),
  new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']),
  new Option('--commit', 'commit the files just written, and only those'),
];

function buildProgram(outcome: { exit: number }): Command {
  const program = new Command('orchestrator')
    .description(
      'Turns a plan into steps that are claimed once, checked, approved and recorded in git.',
    )
    .version(version)
    .addHelpText(
      'after',
      '\nExample:\n  orchestrator init\n  orchestrator next --work-item my-first-item',
    )
    .enablePositionalOptions()
    .configureOutput({ writeErr: () => undefined })
    .exitOverride();
  for (const option of globalOptions()) program.addOption(option);
  for (const row of commands) addCommand(program, row, outcome);
  return program;
}

/** @param parent the program, or the command that this one is below */
function addCommand(
  parent: Command,
  row: CommandRow,
  outcome: { exit: number },
  before: readonly Command[] = [parent],
): void {
  const { name, summary, example, options, argument, load, below = [] } = row;
  const command = parent.command(name).description(summary).enablePositionalOptions();
  for (const [flags, description] of options) command.addOption(repeatable(flags, description));
  const own = new Set(command.options.map((option) => option.long));
  for (const option of globalOptions()) if (!own.has(option.long)) command.addOption(option);
  if (argument !== undefined) command.argument(argument[0], argument[1]);
  command.addHelpText('after', `\nExample:\n  ${example}`);
  for (const it of below) addCommand(command, it, outcome, [...before, command]);
  if (load === undefined) return;
  command.action(async (...given: unknown[]) => {
    const words = argument === undefined ? [] : asWords(given[0]);
    const chosen = command.opts<Options>();
    const { createContext } = await import('./context.ts');
    const run = await load();
    const context = await createContext(
      name,
      readGlobals(Object.assign({}, ...before.map((it) => it.opts<Options>()), chosen) as Options),
    );
    outcome.exit = (await run(context, chosen, words)) ?? 0;
  });
}

function readGlobals({ root, json, quiet, color, commit }: Options): GlobalOptions {
  return {
    root: typeof root === 'string' ? root : '.',
    json: json === true,
    quiet: quiet === true,
    color: color === 'always' || color === 'never' ? color : 'auto',
    commit: commit === true,
  };
}

const asWords = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter(
    (word): word is string => typeof word === 'string',
  );

/** `--link <target…>` may be given any number of times; every other option once, and the last one counts. */
function repeatable(flags: string, description: string): Option {
  if (!flags.includes('…')) return new Option(flags, description);
  const collect = (value: string, earlier: readonly string[] | undefined): readonly string[] => [
    ...(earlier ?? []),
    value,
  ];
  return new Option(flags.replace('…', ''), `${description} (repeatable)`).argParser(collect);
}

function showError(error: unknown, args: readonly string[], json: boolean): number {
  if (error instanceof CommanderError) return showUsage(error, args, json);
  if (error instanceof CommandRefused) return showRefusal(error.refusal, json);
  if (error instanceof StorageError) {
    return showRefusal({ code: error.code, message: error.message, hint: error.hint }, json);
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (json) {
    const message = error instanceof Error ? error.message : String(error);
    printError({
      code: 'bug',
      message,
      hint: 'This is a defect of the orchestrator; please report it.',
    });
  } else process.stderr.write(`${text}\nThis is a defect of the orchestrator; please report it.\n`);
  return 1;
}

function showUsage(error: CommanderError, args: readonly string[], json: boolean): number {
  if (error.exitCode === 0) return 0;
  const [first = '', ...more] = error.message.replace(/^error: /, '').split('\n');
  const command = commandIn(args);
  const suggestion = more.join(' ').replace(/[()]/g, '').trim();
  if (first.startsWith('(') || error.code === 'commander.help') {
    const hint =
      command === ''
        ? 'Start with: orchestrator init. All commands: orchestrator --help.'
        : `See orchestrator ${command}--help.`;
    return showRefusal({ code: 'invalid-input', message: 'No command is given.', hint }, json);
  }
  const [meant] = wordsBelow(args);
  const hint =
    error.code === 'commander.excessArguments'
      ? meant !== undefined
        ? `Did you mean orchestrator ${meant}?`
        : `Everything is given by name, such as --work-item ID; see orchestrator ${command}--help.`
      : suggestion === ''
        ? `See orchestrator ${command}--help.`
        : suggestion;
  const [, kind, name] = /^unknown (option|command) '(.*)'$/.exec(first) ?? [];
  const sentence = kind === undefined ? first : `There is no ${kind} ${name ?? ''}`;
  const message = sentence.endsWith('.') ? sentence : `${sentence}.`;
  return showRefusal({ code: 'invalid-input', message, hint }, json);
}

/** Commands that a misspelt word after a command may have meant. */
function wordsBelow(args: readonly string[]): readonly string[] {
  const named = commands.find(({ name, below }) => below !== undefined && args.includes(name));
  const words = (named?.below ?? []).map(({ name }) => name);
  return args.flatMap((arg) => {
    const guess = nearest(arg, words);
    return guess === undefined ? [] : [`${named?.name ?? ''} ${guess}`];
  });
}

/** The command that was meant, with a space behind it; nothing where none is named. */
function commandIn(args: readonly string[]): string {
  const named = commands.find(({ name }) => args.includes(name));
  if (named === undefined) return '';
  const below = named.below?.find(({ name }) => args.includes(name, args.indexOf(named.name) + 1));
  return below === undefined ? `${named.name} ` : `${named.name} ${below.name} `;
}

function showRefusal(refusal: Refusal, json: boolean): number {
  if (json) printError(refusal);
  else process.stderr.write(`${refusal.code}: ${refusal.message}\n  → ${refusal.hint}\n`);
  return exitOf(refusal);
}

function printError(error: object): void {
  process.stdout.write(`${JSON.stringify({ schema: 'orchestrator.error/1', error }, null, 2)}\n`);
}
