#!/usr/bin/env node
import { version } from '../../package.json';
/** The program: words in, exit code out. 0: the whole output is there; 1: a fault; 2: the words were wrong; 130: cancelled. */
import { asAlloyError } from '../base/errors.ts';
import { type Command, HELP, type InspectCommand, parseCommand, UsageError, type VerifyCommand } from './arguments.ts';
import { merge } from './merge.ts';
import { report } from './report.ts';
import { createJsonReporter, createTextReporter, type Reporter } from './reporter.ts';

/** npm passes on the terminal's own Ctrl+C, so that one press may come twice; a later one means: at once. */
const SAME_PRESS_MS = 1000;

function interruption(): AbortSignal {
  const controller = new AbortController();
  let first = Number.POSITIVE_INFINITY;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (performance.now() - first > SAME_PRESS_MS) process.exit(130);
      first = Math.min(first, performance.now());
      controller.abort();
    });
  }
  return controller.signal;
}

function reporterFor(command: Command | undefined): Reporter {
  const places = { out: process.stdout, err: process.stderr };
  if (command?.kind === 'verify' || command?.kind === 'inspect')
    return createTextReporter({ ...places, recipe: subjectOf(command), output: '', backend: command.backend });
  if (command?.kind !== 'merge') return createTextReporter({ ...places, recipe: '', output: '', backend: 'auto' });
  const create = command.json ? createJsonReporter : createTextReporter;
  return create({ ...places, ...command });
}

const subjectOf = (command: InspectCommand | VerifyCommand): string => (command.kind === 'verify' ? command.recipe : command.subject);

async function main(words: readonly string[]): Promise<number> {
  let command: Command | undefined;
  const signal = interruption();
  try {
    command = parseCommand(words);
    if (command.kind === 'help') process.stdout.write(HELP);
    else if (command.kind === 'version') process.stdout.write(`${version}\n`);
    else if (command.kind !== 'merge') return (await report(command, reporterFor(command), signal)) ? 0 : 1;
    else return (await merge(command, reporterFor(command), signal)) ? 0 : signal.aborted ? 130 : 1;
    return 0;
  } catch (thrown) {
    reporterFor(command).fault(asAlloyError(thrown));
    if (signal.aborted) return 130;
    return thrown instanceof UsageError ? 2 : 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
