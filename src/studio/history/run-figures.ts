/** The figures of runs as rows of a table, one run or two side by side. */
import { shortName } from '../state/model-marks.ts';
import { duration, percent, withMinus, written, writtenBytes } from '../words/format.ts';
import type { RunRecord } from './book.ts';

export interface FigureRow {
  readonly name: string;
  readonly first: string;
  readonly second?: string;
  /** The second against the first, where both are numbers. */
  readonly difference?: string;
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

const NONE = '–';

export function figureRows(first: RunRecord, second?: RunRecord): readonly FigureRow[] {
  const inputs = [...new Set([first, ...(second ? [second] : [])].flatMap(({ moved }) => moved.map(({ input }) => input)))];
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
  const machine: FigureRow = { name: 'Computed on', first: first.backend ?? NONE, ...(second && { second: second.backend ?? NONE }) };
  return [...figures.map((figure) => rowOf(figure, first, second)), machine];
}

function rowOf({ name, value, show }: Figure, first: RunRecord, second: RunRecord | undefined): FigureRow {
  const [a, b] = [value(first), second && value(second)];
  const shown = (number: number | undefined) => (number === undefined ? NONE : show(number));
  if (!second) return { name, first: shown(a) };
  const ratio = a !== undefined && b !== undefined && a > 0 ? b / a - 1 : undefined;
  return { name, first: shown(a), second: shown(b), difference: ratio === undefined ? NONE : signed(ratio) };
}

const signed = (share: number): string =>
  Math.abs(share) < 5e-4 ? 'same' : withMinus(`${share > 0 ? '+' : ''}${(share * 100).toFixed(Math.abs(share) < 0.1 ? 1 : 0)} %`);
