/** The figures of runs as rows of a table, one run or several side by side. */
import { shortName } from '../state/model-marks.ts';
import { duration, percent, withMinus, written, writtenBytes } from '../words/format.ts';
import type { RunRecord } from './book.ts';

export interface FigureRow {
  readonly name: string;
  /** A run each. */
  readonly cells: readonly FigureCell[];
}

export interface FigureCell {
  readonly text: string;
  /** Against the first run, where both are numbers. */
  readonly difference?: string | undefined;
}

interface Figure {
  readonly name: string;
  readonly value: (run: RunRecord) => number | undefined;
  readonly show: (value: number) => string;
}

const bytes = (value: number) => writtenBytes(value);
const plain = (value: number) => value.toLocaleString('en');

const FIGURES: readonly Figure[] = [
  { name: 'Time', value: ({ seconds }) => seconds, show: (value) => written(duration(value)) },
  { name: 'Tensors', value: ({ tensors }) => tensors, show: plain },
  { name: 'Read', value: ({ readBytes }) => readBytes, show: bytes },
  { name: 'Written', value: ({ writeBytes }) => writeBytes, show: bytes },
  { name: 'Requests', value: ({ requests }) => requests, show: plain },
];

const NONE = 'not recorded';

/** The figures of a run, or of several beside the first of them. */
export function figureRows(runs: readonly RunRecord[]): readonly FigureRow[] {
  const inputs = [...new Set(runs.flatMap(({ moved }) => moved.map(({ input }) => input)))];
  const figures = [
    ...FIGURES,
    ...inputs.map(
      (input): Figure => ({
        name: `Moved from ${shortName(input)}`,
        value: ({ moved }) => moved.find((one) => one.input === input)?.median,
        show: percent,
      }),
    ),
  ];
  const machine: FigureRow = { name: 'Computed on', cells: runs.map(({ backend }) => ({ text: backend ?? NONE })) };
  return [...figures.map((figure) => rowOf(figure, runs)), machine];
}

function rowOf({ name, value, show }: Figure, runs: readonly RunRecord[]): FigureRow {
  const [first, ...others] = runs.map(value);
  const text = (number: number | undefined) => (number === undefined ? NONE : show(number));
  return {
    name,
    cells: [{ text: text(first) }, ...others.map((other) => ({ text: text(other), difference: differenceOf(first, other) }))],
  };
}

function differenceOf(first: number | undefined, other: number | undefined): string | undefined {
  if (first === undefined || other === undefined || first <= 0) return undefined;
  const share = other / first - 1;
  if (Math.abs(share) < 5e-4) return 'same';
  return withMinus(`${share > 0 ? '+' : ''}${(share * 100).toFixed(Math.abs(share) < 0.1 ? 1 : 0)} %`);
}

/** Runs of one name are told apart by their place among them. */
export function namesOf(runs: readonly RunRecord[]): (run: RunRecord) => string {
  return (run) => {
    const same = runs.filter(({ name }) => name === run.name);
    return same.length === 1 ? run.name : `${run.name} (${same.indexOf(run) + 1})`;
  };
}
