/** A recipe → mergekit YAML: keys in the usual order, gradients in one line, what mergekit does not know at the end. */
import { Document, isScalar, type Node, Scalar as ScalarNode, visit, type YAMLSeq } from 'yaml';
import type {
  Body,
  MergeDocument,
  Parameters,
  ParameterValue,
  Recipe,
  RecipeModel,
  Slice,
  SliceSource,
  TokenizerRecipe,
  TokenSource,
} from './recipe.ts';

/** What YAML is made of; undefined entries are left out. */
export type YamlValue = string | number | boolean | readonly YamlValue[] | { readonly [key: string]: YamlValue | undefined };

export function recipeToYaml({ documents }: Recipe): string {
  return documents.map((document) => writeYaml(plainDocument(document))).join('---\n');
}

/** How this folder writes YAML: lines are not folded, and brackets stand close. */
export const STYLE = { lineWidth: 0, flowCollectionPadding: false } as const;

/** A value as a document of its own. */
export function writeYaml(value: YamlValue): string {
  const document = new Document();
  document.contents = yamlNode(document, value);
  return document.toString(STYLE);
}

/** A node that reads back as the same value everywhere, also in YAML 1.1, which mergekit reads. */
export function yamlNode(document: Document, value: YamlValue): Node {
  const node = document.createNode(value);
  visit(node, {
    Scalar(_, scalar) {
      if (typeof scalar.value === 'string' && AMBIGUOUS.test(scalar.value)) scalar.type = ScalarNode.QUOTE_DOUBLE;
    },
    Seq(_, list: YAMLSeq) {
      if (list.items.every((item) => isScalar(item))) list.flow = true;
    },
  });
  return node;
}

/** Text that some YAML reads as a number, a date, a truth value or nothing. */
const AMBIGUOUS = /^(?:[-+.]?[\d.][-+.,:\d_eExXoObBaAcCdDfFtTzZ ]*|[-+]?\.(?:inf|nan)|y|n|yes|no|on|off|true|false|null|~|=|<<)$/i;

/** A parameter's value as YAML has it. */
function plainParameter(value: ParameterValue): YamlValue {
  if (typeof value !== 'object') return value;
  return value.map((entry) => (typeof entry === 'object' ? { filter: entry.filter, value: entry.value } : entry));
}

function plainDocument(document: MergeDocument): YamlValue {
  const { name, method, base, modules, dtype, outDtype, tokenizer, chatTemplate, alloy } = document;
  return {
    name,
    merge_method: method,
    base_model: base,
    ...plainBody(document),
    modules:
      modules && Object.fromEntries(Object.entries(modules).map(([key, body]) => [key, { ...plainBody(body), ...plainParameters(body) }])),
    ...plainParameters(document),
    dtype,
    out_dtype: outDtype,
    ...(tokenizer && plainTokenizer(tokenizer)),
    chat_template: chatTemplate,
    alloy,
  };
}

function plainBody({ models, slices }: Body): { [key: string]: YamlValue | undefined } {
  return { models: models?.map(plainModel), slices: slices?.map(plainSlice) };
}

const plainParameters = ({ parameters }: { readonly parameters?: Parameters | undefined }): { parameters?: YamlValue } =>
  parameters ? { parameters: Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, plainParameter(value)])) } : {};

const plainModel = (model: RecipeModel): YamlValue => ({ model: model.model, ...plainParameters(model) });

const plainSource = (source: SliceSource): YamlValue => ({
  model: source.model,
  layer_range: source.layerRange,
  ...plainParameters(source),
});

const plainSlice = (slice: Slice): YamlValue => ({
  sources: slice.sources.map(plainSource),
  base_model: slice.base,
  ...plainParameters(slice),
});

function plainTokenizer({ source, tokens, padToMultipleOf }: TokenizerRecipe): { [key: string]: YamlValue } {
  if (tokens === undefined && padToMultipleOf === undefined) return { tokenizer_source: source };
  const rules = Object.entries(tokens ?? {}).map(([token, rule]) => [
    token,
    { source: rule.source && plainTokenSource(rule.source), force: rule.force },
  ]);
  return { tokenizer: { source, tokens: tokens && Object.fromEntries(rules), pad_to_multiple_of: padToMultipleOf } };
}

function plainTokenSource(source: TokenSource): YamlValue {
  if (source.kind === 'model') return source.model;
  return source.kind === 'zero'
    ? { kind: 'zero' }
    : { kind: 'model_token', model: source.model, token: source.token, token_id: source.tokenId };
}
