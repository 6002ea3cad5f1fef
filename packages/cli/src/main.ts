#!/usr/bin/env node
/** The command line: `orchestrator <command>`. Everything that a command needs is loaded when it runs. */
import * as module from 'node:module';

// Node 22 and later keep compiled code between runs; earlier ones compile it each time.
(module as { enableCompileCache?: () => unknown }).enableCompileCache?.();
const { runProgram } = await import('./program.ts');

process.exitCode = await runProgram(process.argv.slice(2));
