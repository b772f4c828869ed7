import { expect, test } from 'vitest';
import { gridOf } from './grid.ts';

test('layers down, modules across in the order of computing, the rest apart', () => {
  const names = [
    'model.embed_tokens.weight',
    'model.layers.0.input_layernorm.weight',
    'model.layers.0.mlp.up_proj.weight',
    'model.layers.0.self_attn.q_proj.bias',
    'model.layers.0.self_attn.q_proj.weight',
    'model.layers.10.self_attn.q_proj.weight',
    'model.layers.2.self_attn.q_proj.weight',
  ];
  const { columns, rows, others } = gridOf(names);
  expect(columns).toEqual(['q b', 'q', 'up', 'ln1']);
  expect(rows.map(({ name }) => name)).toEqual(['0', '2', '10']);
  expect(rows[0]?.cells.map((cell) => cell?.index)).toEqual([3, 4, 2, 1]);
  expect(rows[2]?.cells.map((cell) => cell?.index)).toEqual([undefined, 5, undefined, undefined]);
  expect(others).toEqual([{ index: 0 }]);
});

test('columns of one short name are told apart', () => {
  expect(gridOf(['h.0.a.norm.weight', 'h.0.b.norm.weight']).columns).toEqual(['norm', 'norm 2']);
});
