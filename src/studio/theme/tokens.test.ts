/** The tokens by measure: what must read on what (WCAG 2), and what must be told apart with every kind of sight. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { defined } from '../../base/assert.ts';
import { contrast, parseHex, type Rgb } from '../map/scale.ts';

const CSS = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');

/** The colours of a scheme by their names. */
function tokensOf(scheme: 'light' | 'dark'): (name: string) => Rgb {
  const block = defined(CSS.split(`[data-mantine-color-scheme="${scheme}"] {`)[1]?.split('}')[0], scheme);
  const colours = new Map([...block.matchAll(/--([\w-]+): #([\da-f]{6});/g)].map(([, name = '', hex = '']) => [name, parseHex(hex)]));
  return (name) => defined(colours.get(name), `--${name}`);
}

// ---------------------------------------------------------------- sight

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

/** Complete dichromacy, in linear sRGB (Machado, Oliveira and Fernandes 2009, severity 1). */
const SIGHTS: Readonly<Record<string, Matrix>> = {
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function linear([red, green, blue]: Rgb): Triple {
  const channel = (value: number) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  return [channel(red), channel(green), channel(blue)];
}

const times = (matrix: Matrix, [x, y, z]: Triple): Triple => {
  const row = ([a, b, c]: Triple) => a * x + b * y + c * z;
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
};

const map = ([x, y, z]: Triple, change: (value: number) => number): Triple => [change(x), change(y), change(z)];

const seenBy = (sight: Matrix, colour: Triple): Triple => map(times(sight, colour), (value) => Math.min(1, Math.max(0, value)));

/** Ottosson 2020, from linear sRGB; times 100. */
function oklab(colour: Triple): Triple {
  const cones = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    colour,
  );
  const lab = times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    map(cones, Math.cbrt),
  );
  return map(lab, (value) => value * 100);
}

const apart = (a: Triple = [0, 0, 0], b: Triple = [0, 0, 0]): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

// ---------------------------------------------------------------- measures

const GROUNDS = ['canvas', 'surface', 'raised', 'sunken', 'hover', 'accent-soft', 'error-soft', 'warning-soft'];
const TEXTS = ['ink', 'ink-2', 'ink-3', 'accent', 'error', 'warning'];
const MODELS = Array.from({ length: 9 }, (_, i) => i);

describe.each(['light', 'dark'] as const)('%s', (scheme) => {
  const token = tokensOf(scheme);

  test.each(TEXTS)('%s reads on every ground', (text) => {
    for (const ground of GROUNDS) expect(contrast(token(text), token(ground)), ground).toBeGreaterThanOrEqual(4.5);
  });

  test('text reads on what is pressed, and on the filled button', () => {
    for (const text of ['ink', 'ink-2', 'accent']) expect(contrast(token(text), token('active')), text).toBeGreaterThanOrEqual(4.5);
    for (const ground of ['accent', 'accent-hover'])
      expect(contrast(token('on-accent'), token(ground)), ground).toBeGreaterThanOrEqual(4.5);
  });

  test('edges of controls and the focus ring are seen', () => {
    for (const ground of ['canvas', 'surface', 'raised']) {
      expect(contrast(token('edge'), token(ground)), ground).toBeGreaterThanOrEqual(3);
      expect(contrast(token('accent'), token(ground)), ground).toBeGreaterThanOrEqual(3);
    }
  });

  test.each(MODELS)('the letter on the tag of model %i reads', (model) => {
    const own = CSS.includes(`--on-model-${model}:`) ? `on-model-${model}` : 'on-model';
    expect(contrast(token(own), token(`model-${model}`))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(Object.entries(SIGHTS))('models differ in sight of the kind %s', (_, sight) => {
    const seen = MODELS.map((model) => oklab(seenBy(sight, linear(token(`model-${model}`)))));
    for (const a of MODELS) {
      // The base has a diamond, a dash and a digit as well.
      for (const b of MODELS.slice(a + 1))
        expect(apart(seen[a], seen[b]), `models ${a} and ${b}`).toBeGreaterThanOrEqual(a === 0 ? 5.45 : 8.5);
    }
  });
});
