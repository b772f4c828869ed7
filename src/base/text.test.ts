import { expect, test } from 'vitest';
import { tidyLine } from './text.ts';

test('what cannot be seen is left out: it could turn the text around it', () => {
  expect(tidyLine('mit\u202E\u0000\nevil\u2029', 99)).toBe('mit evil');
  expect(tidyLine('llama3.2 – Gemeinschaft', 99)).toBe('llama3.2 – Gemeinschaft');
  expect(tidyLine('\u200b', 99)).toBe('');
  expect(tidyLine('x'.repeat(300), 128)).toHaveLength(128);
});
