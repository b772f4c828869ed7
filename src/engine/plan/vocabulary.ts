/** A document's `tokenizer` section: whose token gets which row, and the operands that read them so. */
import { defined } from '../../base/assert.ts';
import { chatTemplateOf, readChatTemplate } from '../../formats/chat-template.ts';
import { DTYPES, type DType } from '../../formats/dtype.ts';
import type { JsonRecord } from '../../formats/json.ts';
import {
  editSpecialTokens,
  editsTokenizer,
  editTokenizer,
  editTokenizerConfig,
  OLD_TOKENIZER_FILES,
} from '../../formats/tokenizer-edit.ts';
import { type Fill, type VocabularyPlan, vocabularyPlan } from '../../formats/tokenizer-plan.ts';
import type { MergeDocument, ModelRef } from '../../recipe/recipe.ts';
import { mergeSlices, modelsWithTokens } from '../../recipe/slices.ts';
import type { AdapterOperand, FileOperand, RowsOperand } from '../plan-types.ts';
import { isRead, type KnownTensor, type Plane, type TokenizerOutput } from './plane.ts';
import type { ProblemList } from './problems.ts';

export interface Vocabulary {
  readonly plan: VocabularyPlan;
  /** The models of the plan's sources, in order. */
  readonly planes: readonly Plane[];
}

/** Undefined without a tokenizer section, or where it cannot be carried out; `problems` then says why. */
export function planVocabulary(document: MergeDocument, planeOf: (ref: ModelRef) => Plane, problems: ProblemList): Vocabulary | undefined {
  if (!document.tokenizer) {
    checkTokens(document, planeOf, problems);
    return undefined;
  }
  const merged = new Set(mergeSlices(document).flatMap((s) => s.sources.map((m) => m.model)));
  const planes = modelsWithTokens(document).map(planeOf);
  const sources = planes.flatMap((plane) => {
    const { tokenizer } = plane.tokenizer ?? {};
    return tokenizer ? [{ ref: plane.ref, tokenizer, vocabSize: rowsOf(plane), tokenizerOnly: !merged.has(plane.ref) }] : [];
  });
  if (sources.length < planes.length) {
    problems.add(
      'error',
      'unsupported',
      'A merge inside the recipe has no tokenizer of its own to align.',
      undefined,
      'Give the tokenizer section to the inner document, or write the inner merge first.',
    );
    return undefined;
  }
  const plan = vocabularyPlan(sources, document.base, document.tokenizer);
  for (const p of plan.problems) problems.add(p.severity, p.code, p.what, p.where, p.hint);
  return plan.problems.some((p) => p.severity === 'error') ? undefined : { plan, planes };
}

/** Tokenizers are known where another document aligns them: then it can be told that this one should, too. */
function checkTokens(document: MergeDocument, planeOf: (ref: ModelRef) => Plane, problems: ProblemList): void {
  const together = mergeSlices(document).filter(({ sources }) => sources.length > 1);
  const planes = [...new Set(together.flatMap(({ sources }) => sources.map(({ model }) => model)))].map(planeOf);
  const [first, ...others] = planes.filter(({ tokenizer }) => tokenizer?.tokenizer);
  const other = others.find((plane) => first && !haveSameRows(first, plane));
  if (!first || !other) return;
  problems.add(
    'warning',
    'mismatch',
    `Tokens of ${first.label} and ${other.label} stand in different rows, and nothing aligns them.`,
    undefined,
    'Give this document a tokenizer section too.',
  );
}

/** Whether no token has one row here and another there. */
function haveSameRows(a: Plane, b: Plane): boolean {
  const [here, there] = [a, b].map(({ tokenizer }) => tokenizer?.tokenizer?.vocabulary);
  if (!here || !there || here === there) return true;
  return [...here].every(([token, row]) => (there.get(token) ?? row) === row);
}

/** Rows of a model's embedding. */
function rowsOf({ tensors, architecture }: Plane): number {
  const rows = [...tensors.values()].find((t) => t.shape.length === 2 && architecture.role(t.name).vocabularyAxis === 0)?.shape[0];
  return rows ?? 0;
}

/** The tensor of source `ref` with its rows where the output's tokens want them. */
export function alignRows(
  tensor: KnownTensor,
  ref: ModelRef,
  others: ReadonlyMap<ModelRef, KnownTensor>,
  { plan, planes }: Vocabulary,
  problems: ProblemList,
): KnownTensor {
  const index = planes.findIndex((p) => p.ref === ref);
  if (index < 0 || plan.unchanged[index]) return tensor;
  const own = readable(tensor);
  if (!own) {
    problems.add(
      'error',
      'unsupported',
      'The vocabulary of a merge inside the recipe cannot be aligned.',
      tensor.name,
      'Give the tokenizer section to the inner document.',
    );
    return tensor;
  }
  const inputs: (FileOperand | AdapterOperand)[] = [own];
  const inputOf = (source: number): number | undefined => {
    const other = readable(others.get(defined(planes[source], 'a source').ref));
    if (!other) return undefined;
    const at = inputs.indexOf(other);
    return at >= 0 ? at : inputs.push(other) - 1;
  };
  const fills: RowsOperand['fills'] = new Map(
    [...plan.fills].map(
      ([row, fill]) =>
        [
          row,
          givers(fill).flatMap((g) => {
            const input = inputOf(g.source);
            return input === undefined ? [] : [{ input, row: g.row }];
          }),
        ] as const,
    ),
  );
  const shape = [plan.rowCount, ...tensor.shape.slice(1)];
  const rows = new Int32Array(plan.rowCount).fill(-1);
  rows.set(defined(plan.rows[index], 'rows'));
  const dtype: DType = inputs.every((o) => o.dtype === own.dtype) ? own.dtype : 'F32';
  const bytes = shape.reduce((n, d) => n * d, DTYPES[dtype].bytes);
  const made: RowsOperand = { kind: 'rows', shape, dtype, bytes, inputs, rows, fills, padding: plan.rowCount - plan.tokens.length };
  return { ...tensor, shape, dtype, made };
}

const readable = (tensor: KnownTensor | undefined): FileOperand | AdapterOperand | undefined =>
  tensor && isRead(tensor.made) && tensor.made.kind !== 'rows' ? tensor.made : undefined;

const givers = (fill: Fill): readonly { readonly source: number; readonly row: number }[] =>
  fill.kind === 'row' ? [fill] : fill.kind === 'mean' ? fill.of : [];

/**
 * What a document makes of its tokenizer's files, by a tokenizer section or a chat template, or what the document before
 * it made of them; undefined where the donor's are copied as they are.
 */
export function tokenizerOutput(
  document: MergeDocument,
  vocabulary: Vocabulary | undefined,
  donor: Plane,
  planes: readonly Plane[],
): TokenizerOutput | undefined {
  const template = document.chatTemplate === undefined ? undefined : chatTemplateOf(document.chatTemplate, planes.map(chatTemplateIn));
  if (vocabulary) return alignedTokenizer(vocabulary, template, donor);
  if (template === undefined) return donor.made;
  const before = donor.made ?? { texts: new Map<string, string>(), dropped: [], donor };
  const text = before.texts.get(CONFIG);
  const config = text === undefined ? (donor.tokenizer?.config ?? {}) : (JSON.parse(text) as JsonRecord);
  return { ...before, texts: new Map([...before.texts, [CONFIG, withTemplate(config, template)], [TEMPLATE, template]]) };
}

const CONFIG = 'tokenizer_config.json';
const TEMPLATE = 'chat_template.jinja';

const chatTemplateIn = ({ made, tokenizer }: Plane): string | undefined =>
  made?.texts.get(TEMPLATE) ?? readChatTemplate(tokenizer?.config, tokenizer?.jinja);

const withTemplate = (config: JsonRecord, template: string): string =>
  `${JSON.stringify({ ...config, chat_template: template }, undefined, 2)}\n`;

function alignedTokenizer({ plan, planes }: Vocabulary, template: string | undefined, donor: Plane): TokenizerOutput | undefined {
  const giver = defined(planes[plan.donor], 'the tokenizer’s donor');
  const { tokenizer, config = {}, special } = giver.tokenizer ?? {};
  const texts = new Map<string, string>();
  const edits = tokenizer && editsTokenizer(tokenizer, plan);
  if (edits) {
    texts.set('tokenizer.json', editTokenizer(tokenizer, plan));
    texts.set(CONFIG, editTokenizerConfig(config, tokenizer, plan, template));
    if (special) texts.set('special_tokens_map.json', editSpecialTokens(special, tokenizer, plan));
  } else if (template !== undefined) texts.set(CONFIG, withTemplate(config, template));
  if (template !== undefined) texts.set(TEMPLATE, template);
  return texts.size || giver !== donor ? { texts, dropped: edits ? OLD_TOKENIZER_FILES : [], donor: giver } : undefined;
}
