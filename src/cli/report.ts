/** The commands that look and write nothing: inspect, diff, verify. */
import { statSync } from 'node:fs';
import { AlloyError } from '../base/errors.ts';
import { createEngine } from '../engine/engine.ts';
import type { EngineApi, Outcome } from '../engine/protocol.ts';
import type { DiffCommand, InspectCommand, ReportCommand, VerifyCommand } from './arguments.ts';
import { findModel } from './models.ts';
import { createNodeHost } from './node-host.ts';
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

/** Prints the report; false where it found something wrong. */
export async function report(command: ReportCommand, reporter: Reporter): Promise<boolean> {
  const host = createNodeHost({ output: '.' });
  try {
    const { text, json, good } = await make(createEngine(host), command, reporter);
    process.stdout.write(command.json ? `${JSON.stringify(json)}\n` : text);
    return good;
  } finally {
    host.close();
  }
}

function make(engine: EngineApi, command: ReportCommand, reporter: Reporter): Promise<Report> {
  if (command.kind === 'inspect') return inspect(engine, command, reporter);
  return command.kind === 'diff' ? diff(engine, command) : verify(engine, command, reporter);
}

function value<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw AlloyError.fromPlain(outcome.fault);
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

async function inspect(engine: EngineApi, command: InspectCommand, reporter: Reporter): Promise<Report> {
  if (!isFile(command.subject)) {
    const model = value(await engine.inspect(findModel(command.subject, placesOf(command))));
    return { text: modelText(model), json: model, good: true };
  }
  const request = await requestOf({ ...command, recipe: command.subject }, 'merge', reporter);
  const plan = value(await engine.plan(request));
  return { text: planText(plan), json: plan, good: !plan.problems.some((p) => p.severity === 'error') };
}

async function diff(engine: EngineApi, command: DiffCommand): Promise<Report> {
  const [a, b] = [command.a, command.b].map((ref) => findModel(ref, placesOf(command))) as [
    ReturnType<typeof findModel>,
    ReturnType<typeof findModel>,
  ];
  const found = value(await engine.diff(a, b, command.backend));
  return { text: diffText(found), json: found, good: true };
}

async function verify(engine: EngineApi, command: VerifyCommand, reporter: Reporter): Promise<Report> {
  const request = await requestOf(command, command.output, reporter);
  const verdict = value(await engine.verify(request, findModel(command.output, placesOf(command)), command.tensors));
  return { text: verdictText(verdict), json: verdict, good: verdict.different.length === 0 };
}
