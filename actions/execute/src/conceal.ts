/**
 * Keeps what only this process needs out of reach of the command that runs beside it: out of the environment that others
 * inherit, and out of the copy of it that the system shows to every process of the same user.
 */
import * as fs from 'node:fs';
import type { HandoffArtifacts } from '@orchestrator/github';

/** The token among the inputs, what the runner keeps for the steps of this action, and the keys to its services. */
const own = /^(INPUT_|STATE_|GITHUB_STATE$|ACTIONS_(RUNTIME|RESULTS|CACHE|ID_TOKEN)_)/i;

export interface Concealed {
  /** The same artifacts: the key is in the environment just as long as each call takes. */
  readonly lend: (artifacts: HandoffArtifacts) => HandoffArtifacts;
}

export function conceal(): Concealed {
  const held = Object.entries(process.env).filter(([name]) => own.test(name));
  const hide = (): void => {
    for (const [name] of held) Reflect.deleteProperty(process.env, name);
  };
  hide();
  blankStart();
  const during = async <Result>(call: () => Promise<Result>): Promise<Result> => {
    Object.assign(process.env, Object.fromEntries(held));
    try {
      return await call();
    } finally {
      hide();
    }
  };
  return {
    lend: (artifacts) => ({
      upload: (...args) => during(() => artifacts.upload(...args)),
      uploadFile: (...args) => during(() => artifacts.uploadFile(...args)),
      list: (...args) => during(() => artifacts.list(...args)),
      download: (...args) => during(() => artifacts.download(...args)),
    }),
  };
}

/**
 * Linux shows the environment that a process was started with for as long as it lives, from the very place in its memory
 * where it lay. There the values are overwritten. Elsewhere, or where that is forbidden, they stay as they are.
 */
function blankStart(): void {
  if (process.platform !== 'linux') return;
  try {
    const start = placeOfEnvironment();
    const shown = fs.readFileSync('/proc/self/environ', 'latin1');
    const memory = fs.openSync('/proc/self/mem', 'r+');
    try {
      let at = 0;
      for (const entry of shown.split('\0')) {
        const value = entry.indexOf('=') + 1;
        if (own.test(entry))
          fs.writeSync(memory, '*'.repeat(entry.length - value), start + at + value, 'latin1');
        at += entry.length + 1;
      }
    } finally {
      fs.closeSync(memory);
    }
  } catch {
    // No /proc, or none that may be written to: what the README says of such systems holds.
  }
}

/** `env_start` of `/proc/self/stat`; the name of the program, which comes second, may hold anything. */
function placeOfEnvironment(): number {
  const stat = fs.readFileSync('/proc/self/stat', 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[47]);
}
