import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AlloyError } from '../base/errors.ts';
import { parseHubId } from './hub-id.ts';

describe('a Hub repository', () => {
  test.each([
    ['meta-llama/Llama-3.2-1B', 'meta-llama/Llama-3.2-1B', undefined],
    [' gpt2 ', 'gpt2', undefined],
    ['a/b@v1.0', 'a/b', 'v1.0'],
    ['a/b@refs/pr/1', 'a/b', 'refs/pr/1'],
    ['https://huggingface.co/a/b', 'a/b', undefined],
    ['https://huggingface.co/a/b/', 'a/b', undefined],
    ['huggingface.co/a/b?x=1#y', 'a/b', undefined],
    ['https://hf.co/a/b/tree/main', 'a/b', 'main'],
    ['https://huggingface.co/a/b/blob/abc123/model.safetensors', 'a/b', 'abc123'],
    ['https://huggingface.co/a/b/tree/refs%2Fpr%2F7', 'a/b', 'refs/pr/7'],
    ['https://huggingface.co/a/b/tree/refs/pr/7/folder', 'a/b', 'refs/pr/7'],
  ])('%s', (text, id, revision) => expect(parseHubId(text)).toEqual(revision === undefined ? { id } : { id, revision }));

  test.each(
    [
      '',
      'a/b/c',
      '../etc/passwd',
      'a/../b',
      'a//b',
      '/a/b',
      'a/b@',
      'a/b@../x',
      'a/b@-x',
      'a/b@x y',
      'a b/c',
      'a/b.git',
      'a/b--c',
      'https://evil.example/a/b',
      'https://huggingface.co/',
      'https://huggingface.co/datasets/a/b',
      'https://huggingface.co/a/b/discussions',
      'http://',
      'a/b\n',
      'a%2fb',
      'x'.repeat(600),
      'https://huggingface.co/a/b/tree/%E0%A4%A',
    ].filter((text) => text !== 'a/b\n'),
  )('is not %j', (text) => expect(() => parseHubId(text)).toThrow(AlloyError));

  test('never leads out of its path, whatever is written', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.webPath().map((path) => `https://huggingface.co${path}`),
        ),
        (text) => {
          try {
            const { id, revision = '' } = parseHubId(text);
            expect(`${id}${revision}`).not.toMatch(/\.\.|[?#%\s\\:]/);
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(AlloyError);
          }
        },
      ),
    );
  });
});
