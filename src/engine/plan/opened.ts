/** What the planner is given of each source: everything that can be known without its weights. */
import type { Checkpoint } from '../../formats/checkpoint.ts';
import type { JsonRecord } from '../../formats/json.ts';
import type { Tokenizer } from '../../formats/tokenizer.ts';
import type { ModelRef } from '../../recipe/recipe.ts';

export interface OpenedSource {
  readonly ref: ModelRef;
  readonly checkpoint: Checkpoint;
  /** Read only for recipes that align vocabularies or set a chat template. */
  readonly tokenizer?: TokenizerFiles | undefined;
}

export interface TokenizerFiles {
  readonly tokenizer?: Tokenizer | undefined;
  /** tokenizer_config.json */
  readonly config?: JsonRecord | undefined;
  /** special_tokens_map.json */
  readonly special?: JsonRecord | undefined;
  /** chat_template.jinja */
  readonly jinja?: string | undefined;
}
