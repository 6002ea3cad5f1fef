/** The gate runner: runs of a workflow through gates with contracts. */
import { actor, agent, reason, run, runGate, type CommandRow } from './command-row.ts';

const slug = ['--slug <slug>', 'what the run is about, in its name'] as const;
const artifactPath = ['--artifact-path <path>', 'the folder that its outputs lie in'] as const;
const depth = ['--depth <depth>', 'quick, standard or deep (default: standard)'] as const;
const promptFile = ['--prompt-file <path>', 'what it is about: part of every packet'] as const;

const runBelow: readonly CommandRow[] = [
  {
    name: 'start',
    summary: 'start a run whose gates do not wait for each other',
    example:
      'orchestrator run start --workflow visual-essay --slug the-word-robot --artifact-path essays/the-word-robot',
    options: [['--workflow <name>', 'the workflow'], slug, artifactPath, depth, promptFile, actor],
    load: async () => (await import('../run/start.ts')).start,
  },
  {
    name: 'list',
    summary: 'all runs',
    example: 'orchestrator run list',
    options: [],
    load: async () => (await import('../run/show.ts')).list,
  },
  {
    name: 'show',
    summary: 'the whole record of a run',
    example: 'orchestrator run show --run RUN',
    options: [run],
    load: async () => (await import('../run/show.ts')).show,
  },
  {
    name: 'complete',
    summary: 'end a run',
    example: 'orchestrator run complete --run RUN --status CANCELED',
    options: [
      run,
      ['--status <status>', 'PASSED, FAILED or CANCELED (default: what its gates say)'],
      reason,
      actor,
    ],
    load: async () => (await import('../run/complete.ts')).complete,
  },
];

export const runnerGateCommands: readonly CommandRow[] = [
  {
    name: 'start',
    summary: 'begin an attempt at a gate of a run',
    example: 'orchestrator gate start --run RUN --gate G2 --agent research-orchestrator',
    options: [run, runGate, agent, actor],
    load: async () => (await import('../run/gate.ts')).startAttempt,
  },
  {
    name: 'finish',
    summary: 'check the contract of a gate, and record what came out: exit 4 when it fails',
    example: 'orchestrator gate finish --run RUN --gate G2',
    options: [run, runGate, actor],
    load: async () => (await import('../run/gate.ts')).finish,
  },
  {
    name: 'fail',
    summary: 'record that the attempt at a gate has failed',
    example: 'orchestrator gate fail --run RUN --gate G2 --reason "Missing required quotes"',
    options: [run, runGate, reason, actor],
    load: async () => (await import('../run/gate.ts')).fail,
  },
];

export const runCommands: readonly CommandRow[] = [
  {
    name: 'run',
    summary: 'walk a workflow from gate to gate, with a packet for each',
    example: [
      'orchestrator run visual-essay --slug the-word-robot --artifact-path essays/the-word-robot',
      'orchestrator run visual-essay --run RUN --auto "node agent.mjs"',
    ].join('\n  '),
    argument: ['[workflow]', 'the workflow'],
    options: [
      slug,
      artifactPath,
      depth,
      promptFile,
      ['--run <id>', 'go on with this run'],
      ['--auto <command>', 'a command that is given each packet, as a file and on its stdin'],
      agent,
      actor,
    ],
    load: async () => (await import('../run/walk.ts')).walkGates,
    below: runBelow,
  },
  {
    name: 'invocation',
    summary: 'calls of agents',
    example: 'orchestrator invocation record --help',
    options: [],
    below: [
      {
        name: 'record',
        summary: 'record that an agent was called for a gate',
        example: 'orchestrator invocation record --run RUN --gate G2 --agent research-orchestrator',
        options: [
          run,
          runGate,
          agent,
          ['--status <status>', 'SUCCESS or FAIL (default: SUCCESS)'],
          actor,
        ],
        load: async () => (await import('../run/invocation.ts')).record,
      },
    ],
  },
];
