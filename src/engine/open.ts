/** Opens what a recipe names: facts of every source, and the tokenizers where the recipe touches them. */
import { defined } from '../base/assert.ts';
import { AlloyError } from '../base/errors.ts';
import type { Checkpoint } from '../formats/checkpoint.ts';
import { MAX_CONFIG_BYTES, parseConfig } from '../formats/config.ts';
import type { JsonRecord } from '../formats/json.ts';
import { MAX_TOKENIZER_BYTES, parseTokenizer, tokenizerMissing } from '../formats/tokenizer.ts';
import type { CheckpointSource } from '../io/source.ts';
import type { ModelRef, Recipe } from '../recipe/recipe.ts';
import { modelsWithTokens, sourcesOf } from '../recipe/slices.ts';
import type { OpenedSource, TokenizerFiles } from './plan/opened.ts';

export async function openSources(
  recipe: Recipe,
  refs: readonly ModelRef[],
  sources: readonly CheckpointSource[],
  signal: AbortSignal,
): Promise<OpenedSource[]> {
  const aligned = recipe.documents.some((d) => d.tokenizer !== undefined);
  const templated = recipe.documents.some((d) => d.chatTemplate !== undefined);
  const withTokens = new Set(recipe.documents.flatMap(modelsWithTokens).flatMap(sourcesOf));
  return await Promise.all(
    sources.map(async (source, i): Promise<OpenedSource> => {
      const ref = defined(refs[i], 'a reference');
      const checkpoint = await source.facts(signal);
      const reads = (aligned || templated) && withTokens.has(ref) && checkpoint.adapterConfig === undefined;
      return { ref, checkpoint, tokenizer: reads ? await readTokenizer(checkpoint, source, aligned, signal) : undefined };
    }),
  );
}

async function readTokenizer(
  checkpoint: Checkpoint,
  source: CheckpointSource,
  aligned: boolean,
  signal: AbortSignal,
): Promise<TokenizerFiles> {
  const read = (path: string, most: number) => readFile(checkpoint, source, path, most, signal);
  const record = async (path: string): Promise<JsonRecord | undefined> => {
    const bytes = await read(path, MAX_CONFIG_BYTES);
    return bytes && parseConfig(bytes, `${path} of ${checkpoint.label}`);
  };
  const text = aligned ? await read('tokenizer.json', MAX_TOKENIZER_BYTES) : undefined;
  if (aligned && !text) throw tokenizerMissing(checkpoint.files, checkpoint.label);
  const jinja = await read('chat_template.jinja', MAX_CONFIG_BYTES);
  return {
    tokenizer: text && parseTokenizer(text, `tokenizer.json of ${checkpoint.label}`),
    config: await record('tokenizer_config.json'),
    special: await record('special_tokens_map.json'),
    jinja: jinja && new TextDecoder().decode(jinja),
  };
}

async function readFile(checkpoint: Checkpoint, source: CheckpointSource, path: string, most: number, signal: AbortSignal) {
  const file = checkpoint.files.find((f) => f.path === path);
  if (!file) return undefined;
  if (file.bytes > most) {
    throw new AlloyError({
      code: 'bad-file',
      what: `The file has ${file.bytes} bytes; at most ${most} are read.`,
      where: `${path} of ${checkpoint.label}`,
    });
  }
  const bytes = new Uint8Array(file.bytes);
  await source.read(path, 0, bytes, signal);
  return bytes;
}
