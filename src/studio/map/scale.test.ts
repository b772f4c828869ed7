import { describe, expect, test } from 'vitest';
import { type ColourScale, colourOf, colourTable, contrast, cssColour, inkOn, levelOf, niceCeiling, position } from './scale.ts';

const CHANCE: ColourScale = { kind: 'diverging', low: 0.3, high: 0.7, reference: 0.5 };
const SIZE: ColourScale = { kind: 'magnitude', low: 0, high: 2, reference: undefined };

describe('colours', () => {
  test('the ends and the reference have the stops’ own colours', () => {
    expect(colourOf(CHANCE, 0.3, 'light')).toEqual([0x0f, 0x3b, 0x78]);
    expect(colourOf(CHANCE, 0.5, 'light')).toEqual([0xf3, 0xf2, 0xf0]);
    expect(colourOf(CHANCE, 0.7, 'light')).toEqual([0x83, 0x3a, 0x1a]);
    expect(colourOf(SIZE, 0, 'dark')).toEqual([0x24, 0x25, 0x28]);
    expect(colourOf(SIZE, 2, 'dark')).toEqual([0xca, 0xf3, 0xe0]);
  });

  test('between two stops the channels are interpolated in RGB', () => {
    // One twenty-fourth along twelve steps is half way from the first stop to the second.
    expect(colourOf(CHANCE, 0.3 + 0.4 / 24, 'light')).toEqual([(0x0f + 0x22) / 2, (0x3b + 0x58) / 2, (0x78 + 0x99) / 2].map(Math.round));
  });

  test('beyond the ends nothing changes', () => {
    expect(colourOf(CHANCE, 0, 'light')).toEqual(colourOf(CHANCE, 0.3, 'light'));
    expect(colourOf(CHANCE, 1, 'light')).toEqual(colourOf(CHANCE, 0.7, 'light'));
  });

  test('the reference is at one half, however far the ends are', () => {
    const lopsided: ColourScale = { kind: 'diverging', low: 0, high: 1, reference: 0.75 };
    expect(position(lopsided, 0.75)).toBe(0.5);
    expect(position(lopsided, 0.375)).toBe(0.25);
    expect(position(lopsided, 0.875)).toBe(0.75);
  });

  test('the packed table says the same', () => {
    const table = colourTable('magnitude', 'light');
    const packed = table[levelOf(SIZE, 1)] ?? 0;
    const [red, green, blue] = colourOf(SIZE, (levelOf(SIZE, 1) / 255) * 2, 'light');
    expect([packed & 255, (packed >> 8) & 255, (packed >> 16) & 255, packed >>> 24]).toEqual([red, green, blue, 255]);
  });

  test('text is dark on pale and light on deep', () => {
    expect(inkOn(colourOf(CHANCE, 0.5, 'light'))).toEqual([0, 0, 0]);
    expect(inkOn(colourOf(CHANCE, 0.7, 'light'))).toEqual([255, 255, 255]);
  });
});

test.each(['light', 'dark'] as const)('numbers in squares read on every colour of a scale, %s', (scheme) => {
  for (const scale of [CHANCE, SIZE]) {
    for (let step = 0; step <= 500; step++) {
      const ground = colourOf(scale, scale.low + (step / 500) * (scale.high - scale.low), scheme);
      expect(contrast(inkOn(ground), ground), cssColour(ground)).toBeGreaterThanOrEqual(4.5);
    }
  }
});

test.each([
  [0.0031, 0.005],
  [1, 1],
  [1.01, 2],
  [73, 100],
  [0, 1],
])('a scale that must hold %f ends at %f', (value, end) => expect(niceCeiling(value)).toBeCloseTo(end, 12));
