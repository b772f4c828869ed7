import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findModel } from './models.ts';

const root = mkdtempSync(join(tmpdir(), 'alloy-models-'));
const places = { root, hubUrl: 'http://localhost:1', token: 'secret' };

beforeAll(() => {
  mkdirSync(join(root, 'models/f32/base'), { recursive: true });
  writeFileSync(join(root, 'file'), '');
});
afterAll(() => rmSync(root, { recursive: true }));

test('a folder below the root, or an absolute one', () => {
  const folder = { kind: 'folder', path: join(root, 'models/f32/base') };
  expect(findModel('models/f32/base', places)).toEqual(folder);
  expect(findModel(join(root, 'models/f32/base'), { ...places, root: '/' })).toEqual(folder);
});

test.each([
  ['owner/name', 'owner/name', undefined],
  ['owner/name-1.5_x@main', 'owner/name-1.5_x', 'main'],
  ['gpt2', 'gpt2', undefined],
  ['file', 'file', undefined],
])('%s is a repository', (ref, id, revision) => {
  expect(findModel(ref, places)).toEqual({ kind: 'hub', id, revision, hubUrl: 'http://localhost:1', token: 'secret' });
});

test.each(['models/f32/none', './base', '../base', '/nowhere/base'])('%s is nowhere', (ref) => {
  expect(() => findModel(ref, places)).toThrow(`There is no folder "${ref}"`);
});
