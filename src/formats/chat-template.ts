/** Chat templates: the Jinja text by which a tokenizer writes a conversation. Chosen, never run, here. */
import { AlloyError } from '../base/errors.ts';
import { isRecord, type JsonRecord } from './json.ts';

/** A conversation's turns and the start of the next answer, in the formats' own words. */
const BUILTIN: Readonly<Record<string, string>> = {
  alpaca:
    "{% for message in messages %}{% if message['role'] == 'system' %}{{ message['content'] + '\\n\\n' }}" +
    "{% elif message['role'] == 'user' %}{{ '### Instruction:\\n' + message['content'] + '\\n\\n' }}" +
    "{% elif message['role'] == 'assistant' %}{{ '### Response:\\n' + message['content'] + eos_token + '\\n\\n' }}{% endif %}{% endfor %}" +
    "{% if add_generation_prompt %}{{ '### Response:\\n' }}{% endif %}",
  chatml:
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}{% endfor %}" +
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}",
  exaone:
    "{% for message in messages %}{% if loop.first and message['role'] != 'system' %}{{ '[|system|][|endofturn|]\\n' }}{% endif %}" +
    "{{ '[|' + message['role'] + '|]' + message['content'] }}{% if message['role'] != 'user' %}{{ '[|endofturn|]' }}{% endif %}{{ '\\n' }}{% endfor %}" +
    "{% if add_generation_prompt %}{{ '[|assistant|]' }}{% endif %}",
  llama3:
    "{{ bos_token }}{% for message in messages %}{{ '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' }}" +
    "{{ message['content'] | trim }}{{ '<|eot_id|>' }}{% endfor %}" +
    "{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{% endif %}",
  mistral:
    "{% set prefix = namespace(text='') %}{{ bos_token }}{% for message in messages %}" +
    "{% if message['role'] == 'system' %}{% set prefix.text = message['content'] + '\\n\\n' %}" +
    "{% elif message['role'] == 'user' %}{{ '[INST] ' + prefix.text + message['content'] + ' [/INST]' }}{% set prefix.text = '' %}" +
    "{% elif message['role'] == 'assistant' %}{{ ' ' + message['content'] + eos_token }}{% endif %}{% endfor %}",
};

/** mergekit's rule: shorter texts are misspelt names. */
const SHORTEST_TEMPLATE = 20;

/** The template that a model's files hold: chat_template.jinja, else the (default) one of tokenizer_config.json. */
export function readChatTemplate(config: JsonRecord | undefined, jinja: string | undefined): string | undefined {
  if (jinja !== undefined) return jinja;
  const found = config?.chat_template;
  if (typeof found === 'string') return found;
  const named: readonly unknown[] = Array.isArray(found) ? found : [];
  const chosen = named.filter(isRecord).find(({ name }) => name === 'default')?.template;
  return typeof chosen === 'string' ? chosen : undefined;
}

/**
 * The template for a `chat_template` setting: `auto` is the most common of the models' (the first among equals, and
 * undefined where no model has one), a name is a built-in one, anything else the template itself. Throws AlloyError
 * `bad-recipe`.
 */
export function chatTemplateOf(setting: string, templates: readonly (string | undefined)[]): string | undefined {
  if (setting === 'auto') return mostCommon(templates.flatMap((template) => template?.trim() || []));
  if (Object.hasOwn(BUILTIN, setting)) return BUILTIN[setting];
  if (setting.length >= SHORTEST_TEMPLATE && setting.includes('{')) return setting;
  throw new AlloyError({
    code: 'bad-recipe',
    what: `There is no chat template ${JSON.stringify(setting)}.`,
    where: 'chat_template',
    hint: `Write auto, one of ${Object.keys(BUILTIN).join(', ')}, or a Jinja template.`,
  });
}

function mostCommon(texts: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0];
}
