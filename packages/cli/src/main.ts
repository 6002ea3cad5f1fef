#!/usr/bin/env node
/** The command line: `orchestrator <command>`. Everything that a command needs is loaded when it runs. */
import { runProgram } from './program.ts';

process.exitCode = await runProgram(process.argv.slice(2));
