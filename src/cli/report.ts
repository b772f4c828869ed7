/** The commands that look and write nothing: inspect, diff, verify. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { AlloyError } from '../base/errors.ts';
import type { EngineApi, Outcome } from '../engine/protocol.ts';
import type { DiffCommand, InspectCommand, ReportCommand, VerifyCommand } from './arguments.ts';
import { JOB, withEngine } from './engine-here.ts';
import { findModel } from './models.ts';
import { diffText, modelText, planText, verdictText } from './report-words.ts';
import type { Reporter } from './reporter.ts';
import { placesOf, requestOf } from './request.ts';

interface Report {
  /** The same as `json`, for people. */
  readonly text: string;
  readonly json: unknown;
  /** Whether all is well: decides the exit code. */
  readonly good: boolean;
}

/** One call of the engine: its answer, or its fault thrown. */
type Ask = <T>(call: (engine: EngineApi) => Promise<Outcome<T>>) => Promise<T>;

/** Prints the report; false where it found something wrong. */
export async function report(command: ReportCommand, reporter: Reporter, signal: AbortSignal): Promise<boolean> {
  const ask: Ask = async (call) => {
    const outcome = await withEngine('.', signal, call);
    if (outcome.ok) return outcome.value;
    throw AlloyError.fromPlain(outcome.fault);
  };
  const { text, json, good } = await make(ask, command, reporter);
  process.stdout.write(command.json ? `${JSON.stringify(json)}\n` : text);
  return good;
}

function make(ask: Ask, command: ReportCommand, reporter: Reporter): Promise<Report> {
  if (command.kind === 'inspect') return inspect(ask, command, reporter);
  return command.kind === 'diff' ? diff(ask, command) : verify(ask, command, reporter);
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

async function inspect(ask: Ask, command: InspectCommand, reporter: Reporter): Promise<Report> {
  if (!isFile(command.subject)) {
    const spec = findModel(command.subject, placesOf(command));
    const model = await ask((engine) => engine.inspect(JOB, spec));
    return { text: modelText(model), json: model, good: true };
  }
  const request = await requestOf({ ...command, recipe: command.subject }, 'merge', reporter);
  const plan = await ask((engine) => engine.plan(JOB, request));
  return { text: planText(plan), json: plan, good: !plan.problems.some((p) => p.severity === 'error') };
}

async function diff(ask: Ask, command: DiffCommand): Promise<Report> {
  const places = placesOf(command);
  const [a, b] = [findModel(command.a, places), findModel(command.b, places)];
  const found = await ask((engine) => engine.diff(JOB, a, b, command.backend));
  return { text: diffText(found), json: found, good: true };
}

async function verify(ask: Ask, command: VerifyCommand, reporter: Reporter): Promise<Report> {
  const request = await requestOf(command, command.output, reporter);
  // As merge writes it: from the current folder, wherever the recipe's paths start.
  const output = findModel(resolve(command.output), placesOf(command));
  const verdict = await ask((engine) => engine.verify(JOB, request, output, command.tensors));
  return { text: verdictText(verdict), json: verdict, good: verdict.different.length === 0 };
}
