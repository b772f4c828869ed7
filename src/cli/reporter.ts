/** Tells the terminal, or the program that called, what a job does. Results go to standard output, all else to standard error. */
import { AlloyError, type Fault } from '../base/errors.ts';
import type { BackendChoice, JobEvent, JobResult, Problem, RecipeProblem } from '../engine/protocol.ts';
import { doubtLines, faultText, progressLine, resultText } from './words.ts';

/** What is used of process.stdout and process.stderr. */
export interface Terminal {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export interface Reporter {
  event(event: JobEvent): void;
  /** Faults and doubts of the recipe's text, at their lines. */
  recipeProblems(problems: readonly RecipeProblem[]): void;
  /** The fault that ends the program; said once, however often it comes. */
  fault(fault: Fault): void;
}

interface TextReporter extends Reporter {
  /** What the result should be looked at for. */
  doubts(result: JobResult): void;
}

export interface ReporterOptions {
  readonly out: Terminal;
  readonly err: Terminal;
  /** How the recipe and the output are called in messages. */
  readonly recipe: string;
  readonly output: string;
  readonly backend: BackendChoice;
}

const CLEAR_LINE = '\r\x1b[2K';
const REDRAW_MS = 100;

/** For people. */
export function createTextReporter({ out, err, recipe, output, backend }: ReporterOptions): TextReporter {
  const line = createLine(err);
  /** Errors were said one by one: the fault that sums them up would say one of them again. */
  let explained = false;
  const problems = (found: readonly Spoken[]) => {
    for (const { severity, fault } of found.toSorted(bySeverity)) {
      if (severity === 'warning') line.say(`alloy: warning: ${new AlloyError(fault).message}`);
      if (severity === 'error') line.say(faultText(fault));
      explained ||= severity === 'error';
    }
  };
  const doubts = (result: JobResult) => {
    for (const doubt of doubtLines(result)) line.say(`alloy: warning: ${doubt}`);
  };
  return {
    doubts,
    event(event) {
      if (event.type === 'planned') {
        const { kind, reason, label } = event.plan.backend;
        if (backend !== 'auto' && kind !== backend) line.say(`alloy: warning: ${reason} Computing on ${label}.`);
        problems(event.plan.problems.map((problem) => ({ severity: problem.severity, fault: problem })));
      } else if (event.type === 'progress') line.draw((columns) => progressLine(event, columns));
      else if (event.type === 'warning') line.say(`alloy: warning: ${event.message}`);
      else if (event.type === 'failed' && !explained) line.say(faultText(event.problem));
      else if (event.type === 'done') {
        doubts(event.result);
        line.clear();
        out.write(`${resultText(event.result, output)}\n`);
      }
    },
    recipeProblems: (found) => problems(found.map((problem) => ({ severity: problem.severity, fault: faultOf(problem, recipe) }))),
    fault: (fault) => line.say(faultText(fault)),
  };
}

/** For programs: each event as JSON on a line of standard output; what people should know also in words on standard error. */
export function createJsonReporter(options: ReporterOptions): Reporter {
  const text = createTextReporter({ ...options, out: options.err, err: { write: (words) => options.err.write(words) } });
  const write = (event: JobEvent) => options.out.write(`${JSON.stringify(event)}\n`);
  return {
    event(event) {
      write(event);
      if (event.type === 'done') text.doubts(event.result);
      else text.event(event);
    },
    recipeProblems: text.recipeProblems,
    fault(fault) {
      const { code, what, where, hint } = fault;
      write({ type: 'failed', problem: { code, what, where, hint } });
      text.fault(fault);
    },
  };
}

interface Spoken {
  readonly severity: Problem['severity'];
  readonly fault: Fault;
}

/** Errors last: that is where a person looks. */
const bySeverity = (a: Spoken, b: Spoken): number => Number(a.severity === 'error') - Number(b.severity === 'error');

function faultOf({ message, path, line, column, fix }: RecipeProblem, recipe: string): Fault {
  const where = line === undefined ? `${recipe}, ${path}` : `${recipe}:${line}:${column ?? 1}`;
  return { code: 'bad-recipe', what: message, where, hint: fix && `${fix.label}.` };
}

/** Sentences, each said once, above one line that is redrawn. */
function createLine(terminal: Terminal) {
  const said = new Set<string>();
  let drawnAt = Number.NEGATIVE_INFINITY;
  const clear = () => terminal.isTTY && terminal.write(CLEAR_LINE);
  return {
    clear,
    say(text: string) {
      if (said.has(text)) return;
      said.add(text);
      clear();
      terminal.write(`${text}\n`);
    },
    draw(text: (columns: number) => string) {
      if (!terminal.isTTY || performance.now() - drawnAt < REDRAW_MS) return;
      drawnAt = performance.now();
      terminal.write(CLEAR_LINE + text((terminal.columns ?? 80) - 1));
    },
  };
}
