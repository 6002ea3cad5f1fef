#!/usr/bin/env node
/** The command line: `orchestrator <command>`. Everything that a command needs is loaded when it runs. */
import * as module from 'node:module';

// Node 22 and later keep compiled code between runs; earlier ones compile it each time.
(module as { enableCompileCache?: () => unknown }).enableCompileCache?.();
// `orchestrator list | head` closes the pipe early; that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

const { runProgram } = await import('./program.ts');

process.exitCode = await runProgram(process.argv.slice(2));
