/** A document's `tokenizer` section: whose token gets which row, and the operands that read them so. */
import { defined } from '../../base/assert.ts';
import { chatTemplateOf, readChatTemplate } from '../../formats/chat-template.ts';
import { DTYPES, type DType } from '../../formats/dtype.ts';
import {
  editSpecialTokens,
  editsTokenizer,
  editTokenizer,
  editTokenizerConfig,
  OLD_TOKENIZER_FILES,
} from '../../formats/tokenizer-edit.ts';
import { type Fill, type VocabularyPlan, vocabularyPlan } from '../../formats/tokenizer-plan.ts';
import type { MergeDocument, ModelRef } from '../../recipe/recipe.ts';
import { documentModels, mergeSlices } from '../../recipe/slices.ts';
import type { AdapterOperand, FileOperand, RowsOperand } from '../plan-types.ts';
import { isRead, type KnownTensor, type Plane } from './plane.ts';
import type { ProblemList } from './problems.ts';

export interface Vocabulary {
  readonly plan: VocabularyPlan;
  /** The models of the plan's sources, in order. */
  readonly planes: readonly Plane[];
}

/** Undefined without a tokenizer section, or where it cannot be carried out; `problems` then says why. */
export function planVocabulary(document: MergeDocument, planeOf: (ref: ModelRef) => Plane, problems: ProblemList): Vocabulary | undefined {
  if (!document.tokenizer) return undefined;
  const merged = new Set(mergeSlices(document).flatMap((s) => s.sources.map((m) => m.model)));
  const planes = documentModels(document).map(planeOf);
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

/** The output's tokenizer files as texts, and which of the donor's are not to be copied. */
export interface TokenizerOutput {
  readonly texts: ReadonlyMap<string, string>;
  readonly dropped: readonly string[];
  readonly donor: Plane;
}

/** Files for a tokenizer section and a chat template; undefined where the donor's are copied as they are. */
export function tokenizerOutput(
  document: MergeDocument,
  vocabulary: Vocabulary | undefined,
  donor: Plane,
  planes: readonly Plane[],
): TokenizerOutput | undefined {
  const template =
    document.chatTemplate === undefined
      ? undefined
      : chatTemplateOf(
          document.chatTemplate,
          planes.map((p) => readChatTemplate(p.tokenizer?.config, p.tokenizer?.jinja)),
        );
  const giver = vocabulary ? defined(vocabulary.planes[vocabulary.plan.donor], 'the tokenizer’s donor') : donor;
  const { tokenizer, config = {}, special } = giver.tokenizer ?? {};
  const texts = new Map<string, string>();
  const edits = vocabulary && tokenizer && editsTokenizer(tokenizer, vocabulary.plan);
  if (edits) {
    texts.set('tokenizer.json', editTokenizer(tokenizer, vocabulary.plan));
    texts.set('tokenizer_config.json', editTokenizerConfig(config, tokenizer, vocabulary.plan, template));
    if (special) texts.set('special_tokens_map.json', editSpecialTokens(special, tokenizer, vocabulary.plan));
  } else if (template !== undefined)
    texts.set('tokenizer_config.json', `${JSON.stringify({ ...config, chat_template: template }, undefined, 2)}\n`);
  if (template !== undefined) texts.set('chat_template.jinja', template);
  return texts.size || giver !== donor ? { texts, dropped: edits ? OLD_TOKENIZER_FILES : [], donor: giver } : undefined;
}
