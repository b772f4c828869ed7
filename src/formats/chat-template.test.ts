import { describe, expect, test } from 'vitest';
import { AlloyError } from '../base/errors.ts';
import { chatTemplateOf, readChatTemplate } from './chat-template.ts';

describe('the chat template of a merge', () => {
  test('auto: the most common, the first among equals', () => {
    expect(chatTemplateOf('auto', ['a', undefined, ' b\n', 'b'])).toBe('b');
    expect(chatTemplateOf('auto', ['a', 'b'])).toBe('a');
    expect(chatTemplateOf('auto', [undefined, ' '])).toBeUndefined();
  });

  test.each([
    ['chatml', '<|im_start|>'],
    ['llama3', '<|eot_id|>'],
    ['mistral', '[INST]'],
    ['alpaca', '### Instruction:'],
    ['exaone', '[|endofturn|]'],
  ])('%s is built in', (name, marker) => {
    expect(chatTemplateOf(name, [])).toContain(marker);
  });

  test('a literal template, or a refusal', () => {
    const literal = '{{ messages[0].content }}';
    expect(chatTemplateOf(literal, [])).toBe(literal);
    for (const wrong of ['chatMl', 'constructor', 'a text without any braces']) expect(() => chatTemplateOf(wrong, [])).toThrow(AlloyError);
  });
});

test('where a model keeps its template', () => {
  expect(readChatTemplate({ chat_template: 'config' }, 'file')).toBe('file');
  expect(readChatTemplate({ chat_template: 'config' }, undefined)).toBe('config');
  expect(
    readChatTemplate(
      {
        chat_template: [
          { name: 'rag', template: 'r' },
          { name: 'default', template: 'd' },
        ],
      },
      undefined,
    ),
  ).toBe('d');
  expect(readChatTemplate({ chat_template: [null, 3] }, undefined)).toBeUndefined();
  expect(readChatTemplate(undefined, undefined)).toBeUndefined();
});
