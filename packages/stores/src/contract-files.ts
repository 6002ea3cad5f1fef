/** Contracts in the checkout: `orchestration/gates/contracts/<gate>.contract.json`. */
import { isUtf8 } from 'node:buffer';
import * as fs from 'node:fs';
import * as path from 'node:path';
import {
  contractFile,
  contractsFolder,
  readContract,
  type ContractFile,
  type Contracts,
  type DefinitionProblem,
  type WorkflowProblem,
} from '@orchestrator/core';
import { withLines } from './definition-files.ts';
import { sha256 } from './hash.ts';
import { codeOf, namesIn } from './worktree/files.ts';

const ending = '.contract.json';
/** Larger than any contract that the schema allows to make sense. */
const mostBytes = 1024 * 1024;

export function createContracts(root: string): Contracts {
  return {
    read: (gate) => readContractFile(root, gate),
    digest: (gate) => {
      const bytes = bytesOf(root, contractFile(gate));
      return Promise.resolve(typeof bytes === 'object' ? sha256(bytes) : undefined);
    },
    list: () =>
      Promise.resolve(
        namesIn(path.join(root, contractsFolder)).flatMap((name) =>
          name.endsWith(ending) && !name.startsWith('.') ? [name.slice(0, -ending.length)] : [],
        ),
      ),
  };
}

/** @returns `undefined` when there is no such file */
async function readContractFile(root: string, gate: string): Promise<ContractFile | undefined> {
  const file = contractFile(gate);
  const bytes = bytesOf(root, file);
  if (bytes === undefined) return undefined;
  if (typeof bytes === 'string') return broken(file, bytes);
  if (!isUtf8(bytes)) return broken(file, 'The bytes are not UTF-8.');
  const text = bytes.toString('utf8');
  const { readYaml } = await import('./yaml-document.ts');
  const { value, problems, lineOf } = readYaml(text);
  if (problems.length > 0)
    return {
      ok: false,
      path: file,
      problems: problems.map((it) => ({
        ...{ ...it, path: file },
        detail: isJson(text) ? it.detail : `It is not JSON: ${it.detail}`,
      })),
    };
  if (!isJson(text)) return broken(file, 'It is YAML, and not JSON.');
  const read = readContract(value);
  const found = read.ok ? misnamed(root, gate, read.contract.gate) : read.problems;
  return read.ok && found.length === 0
    ? { ok: true, path: file, digest: sha256(text), contract: read.contract }
    : { ok: false, path: file, problems: withLines(found, file, lineOf) };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The bytes, or why there are none to read; `undefined`: there is no file. */
function bytesOf(root: string, file: string): Buffer | string | undefined {
  try {
    const real = fs.realpathSync(path.join(root, file));
    const way = path.relative(fs.realpathSync(root), real);
    if (way.startsWith('..') || path.isAbsolute(way))
      return 'It is a link that leads out of the root.';
    const stat = fs.statSync(real);
    if (!stat.isFile()) return 'A folder lies where the contract should be.';
    if (stat.size > mostBytes) return 'It is larger than the 1 MiB that a contract may have.';
    return fs.readFileSync(real);
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? undefined
      : `It can't be read (${code ?? 'unknown'}).`;
  }
}

/** A file says whose contract it is by its name and by its contents; names that differ by case alone are one file elsewhere. */
function misnamed(root: string, gate: string, named: string): readonly WorkflowProblem[] {
  const twin = namesIn(path.join(root, contractsFolder)).find(
    (name) =>
      name !== `${gate}${ending}` && name.toLowerCase() === `${gate}${ending}`.toLowerCase(),
  );
  if (named === gate && twin === undefined) return [];
  return [
    {
      code: 'contract-name',
      at: ['gate'],
      detail:
        named === gate
          ? `${contractsFolder}/${twin ?? ''} is called so too, but for the case of its letters.`
          : `The file is called ${gate}${ending}, and its gate is ${named}.`,
      hint:
        named === gate
          ? 'Keep one of the two files.'
          : 'Let the name of the file and its gate agree.',
    },
  ];
}

function broken(file: string, detail: string): ContractFile {
  const problem: DefinitionProblem = {
    ...{ code: 'unreadable', path: file, line: 1, detail },
    hint: 'A contract is a file with one JSON object.',
  };
  return { ok: false, path: file, problems: [problem] };
}
