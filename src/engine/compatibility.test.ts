import { describe, expect, test } from 'vitest';
import type { Checkpoint, TensorFacts } from '../formats/checkpoint.ts';
import { fitReport } from './compatibility.ts';

interface Shape {
  readonly layers?: number;
  readonly width?: number;
  readonly rows?: number;
  readonly head?: boolean;
  readonly type?: string;
  readonly without?: string;
  readonly bases?: readonly string[];
  readonly dtype?: 'BF16' | 'F32';
}

function model(
  label: string,
  { layers = 2, width = 8, rows = 32, head = false, type = 'llama', without, bases, dtype = 'BF16' }: Shape = {},
): Checkpoint {
  const shapes: [string, number[]][] = [
    ['model.embed_tokens.weight', [rows, width]],
    ['model.norm.weight', [width]],
    ...(head ? ([['lm_head.weight', [rows, width]]] as [string, number[]][]) : []),
    ...Array.from({ length: layers }, (_, i): [string, number[]] => [`model.layers.${i}.mlp.up_proj.weight`, [2 * width, width]]),
  ];
  const tensors = shapes
    .filter(([name]) => name !== without)
    .map(([name, shape]): TensorFacts => ({ name, shape, dtype, file: 'm', offset: 0, bytes: 0 }));
  return {
    label,
    tensors: new Map(tensors.map((tensor) => [tensor.name, tensor])),
    files: [],
    config: { model_type: type, num_hidden_layers: layers, hidden_size: width, tie_word_embeddings: !head },
    card: bases ? { baseModels: bases } : undefined,
  };
}

const rows = (mine: Shape, base: Shape = {}) =>
  new Map(fitReport(model('a/mine', mine), model('a/base', base)).rows.map((row) => [row.subject, row]));

describe('a model beside the base', () => {
  test('fits when everything is equal, and says what', () => {
    const report = rows({ bases: ['a/base'] });
    expect([...report.values()].map(({ verdict }) => verdict)).toEqual(['fits', 'fits', 'fits', 'fits', 'fits', 'fits']);
    expect(report.get('Architecture')?.text).toBe('Llama, 2 layers, width 8, both');
    expect(report.get('Tensors')?.text).toBe('4 of 4 names and sizes equal');
  });

  test.each<[string, Shape, string, string]>([
    ['depth', { layers: 3 }, 'Architecture', '3 layers'],
    ['width', { width: 16 }, 'Architecture', 'width 16'],
    ['kind', { type: 'qwen2' }, 'Architecture', 'Qwen'],
    ['a tensor that is missing', { without: 'model.layers.1.mlp.up_proj.weight' }, 'Tensors', '1 tensor missing'],
  ])('of another %s does not fit', (_, mine, subject, short) => {
    const found = rows(mine).get(subject as 'Tensors');
    expect(found?.verdict).toBe('differs');
    expect(found?.short?.startsWith(short)).toBe(true);
  });

  test('of a larger vocabulary fits, with a note; its other tensors are equal all the same', () => {
    const report = rows({ rows: 40 });
    expect(report.get('Vocabulary')).toMatchObject({ verdict: 'note', short: '8 tokens' });
    expect(report.get('Vocabulary')?.text).toContain('8 were added');
    expect(report.get('Tensors')?.verdict).toBe('fits');
  });

  test('with a head of its own, in another precision, from another base: each is a word', () => {
    const report = rows({ head: true, dtype: 'F32', bases: ['b/other'] });
    expect(report.get('Output head')?.verdict).toBe('note');
    expect(report.get('Precision')?.text).toBe('F32 here, BF16 in the base: read exactly, rounded once');
    expect(report.get('Shared base')).toMatchObject({ verdict: 'note', text: 'Its card names b/other' });
    expect(rows({}).get('Shared base')?.verdict).toBe('unknown');
    expect(rows({ bases: ['c/root'] }, { bases: ['c/root'] }).get('Shared base')?.text).toBe('Both cards name c/root');
  });

  test('an adapter is judged by its base’s name', () => {
    const adapter: Checkpoint = {
      ...model('a/lora'),
      adapterConfig: { peft_type: 'LORA', r: 16, lora_alpha: 16, base_model_name_or_path: 'a/base' },
    };
    const report = fitReport(adapter, model('a/base'));
    expect(report.adapter).toEqual({ rank: 16 });
    expect(report.rows.at(-1)).toMatchObject({ subject: 'Shared base', verdict: 'fits' });
  });
});
