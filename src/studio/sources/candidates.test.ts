import { describe, expect, test } from 'vitest';
import type { FitReport, FitRow, FoundModel } from '../../engine/client.ts';
import type { CheckpointSummary } from '../../engine/protocol.ts';
import { type Candidate, factsOf, fromId, judge, matches } from './candidates.ts';

const summary: CheckpointSummary = {
  label: 'a/base',
  architecture: 'LlamaForCausalLM',
  layers: 16,
  parameters: 1.24e9,
  bytes: 2.47e9,
  tensors: 146,
  dtypes: ['BF16'],
  licence: 'llama3.2',
};
const found = (facts: Partial<FoundModel>): FoundModel => ({
  id: 'b/one',
  gated: false,
  private: false,
  kind: 'safetensors',
  dtypes: ['BF16'],
  baseModels: [],
  architecture: 'LlamaForCausalLM',
  parameters: 1.24e9,
  ...facts,
});
const hub = (facts: Partial<FoundModel>): Candidate => fromId('b/one', found(facts));
const row = (verdict: FitRow['verdict'], short?: string): FitRow => ({ subject: 'Architecture', verdict, text: 'words', short });
const ready = (...rows: FitRow[]) => ({ kind: 'ready' as const, report: { summary, rows } satisfies FitReport });

describe('a row', () => {
  test('says from the listing alone what cannot be', () => {
    expect(judge(hub({ kind: 'gguf' }), undefined, summary)).toMatchObject({ text: 'GGUF only', blocked: expect.stringContaining('GGUF') });
    expect(judge(hub({ kind: 'quantised' }), undefined, summary)?.blocked).toBeDefined();
    expect(judge(hub({ architecture: 'Qwen2ForCausalLM' }), undefined, summary)).toEqual({ tone: 'bad', text: 'Qwen2' });
    expect(judge(hub({ parameters: 3.21e9 }), undefined, summary)).toEqual({ tone: 'bad', text: '3.21 B, the base 1.24 B' });
  });

  test('says that it fits only when headers said so', () => {
    expect(judge(hub({}), undefined, summary)).toBeUndefined();
    expect(judge(hub({}), ready(row('fits')), summary)).toEqual({ tone: 'good', text: 'fits' });
    expect(judge(hub({}), ready(row('fits'), row('note'), row('unknown')), summary)).toEqual({ tone: 'warning', text: 'fits, 1 note' });
    expect(judge(hub({}), ready(row('note'), row('differs', '28 layers')), summary)).toEqual({ tone: 'bad', text: '28 layers' });
  });

  test('tells access from other faults', () => {
    expect(judge(hub({ gated: true }), undefined, summary)).toMatchObject({ tone: 'locked', text: 'ask first' });
    expect(judge(hub({}), { kind: 'fault', fault: { code: 'access', what: 'x' } }, summary)?.text).toBe('ask first');
    expect(judge(hub({}), { kind: 'fault', fault: { code: 'bad-file', what: 'x' } }, summary)?.text).toBe('cannot be read');
    expect(judge({ ...hub({}), inUse: true }, undefined, summary)?.text).toBe('in use');
  });

  test('tells size, precision, licence and age', () => {
    const updated = Date.parse('2026-10-29');
    expect(factsOf(hub({ bytes: 2.47e9, licence: 'mit', updated }), undefined, Date.parse('2026-11-20'))).toBe(
      '1.24 B · BF16 · mit · 2.47 GB · 3 weeks ago',
    );
    expect(factsOf(hub({ kind: 'adapter', parameters: undefined, dtypes: [] }), undefined, 0)).toBe('adapter · no licence given');
  });

  test('is found by all its words', () => {
    expect(matches(fromId('a/Llama-3.2-1B-safety'), 'llama safety')).toBe(true);
    expect(matches(fromId('a/Llama-3.2-1B-safety'), 'llama code')).toBe(false);
  });
});
