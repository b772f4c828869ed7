import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { recipeStore, undo } from '../state/recipe-store.ts';
import { setView } from '../state/view-store.ts';
import { closeStudio, openStudio } from '../testing/screen.tsx';

const LAYERS = 16;
const anchors = page.getByRole('slider', { name: /^weight of code, anchor/ });
const button = (name: string) => page.getByRole('button', { name, exact: true });
const weight = () => recipeStore.getState().recipe?.documents[0]?.models?.[0]?.parameters?.weight;

beforeEach(async () => {
  await page.viewport(1440, 900);
  openStudio({ layers: LAYERS });
  setView({ tab: 'merge', curve: { document: 0, key: 'weight', model: 0 }, selection: { kind: 'merge', name: undefined } });
  await expect.element(button('Arch')).toBeVisible();
});

afterEach(closeStudio);

async function drag(from: { x: number; y: number }, by: { x: number; y: number }, shiftKey = false): Promise<void> {
  const at = (x: number, y: number) => ({ bubbles: true, cancelable: true, clientX: x, clientY: y, pointerId: 1, button: 0, shiftKey });
  const plot = document.elementFromPoint(from.x, from.y);
  plot?.dispatchEvent(new PointerEvent('pointerdown', at(from.x, from.y)));
  const holder = (plot as Element).closest('[class*=plot]') ?? plot;
  for (const share of [0.5, 1]) holder?.dispatchEvent(new PointerEvent('pointermove', at(from.x + by.x * share, from.y + by.y * share)));
  holder?.dispatchEvent(new PointerEvent('pointerup', at(from.x + by.x, from.y + by.y)));
  await new Promise((resolve) => setTimeout(resolve, 50));
}

const middleOf = (element: Element) => {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
};

describe('shapes', () => {
  test('one click writes a gradient, in one step, and the slider in the form shows it', async () => {
    await button('Arch').click();
    expect(weight()).toEqual([0.15, 0.5625, 0.7, 0.5625, 0.15]);
    await expect.element(button('Arch')).toHaveAttribute('aria-pressed', 'true');
    await expect.element(anchors.nth(2)).toHaveAttribute('aria-valuetext', '0.70 at 7.5');
    await expect.element(page.getByRole('button', { name: /^Layer curve of weight of code/ })).toBeVisible();
    undo();
    expect(weight()).toBe(0.5);
  });

  test('smoothness gives every layer its own value, and steps too', async () => {
    await button('Steps').click();
    expect(weight()).toHaveLength(LAYERS);
    await expect.element(page.getByText(/one for each layer/)).toBeVisible();
    await button('Arch').click();
    (page.getByRole('slider', { name: 'Smoothness of the curve' }).element() as HTMLElement).focus();
    await userEvent.keyboard('{End}');
    expect(weight()).toHaveLength(LAYERS);
    await expect.element(anchors).toHaveLength(5);
  });

  test('a shape that is kept can be used again', async () => {
    await button('Ring').click();
    await button('Keep this shape').click();
    await page.getByLabelText('Name of the shape').fill('Mine');
    await userEvent.keyboard('{Enter}');
    await button('Flat').click();
    await button('Mine').click();
    expect(Array.isArray(weight())).toBe(true);
    await page.getByRole('button', { name: 'Forget the shape Mine' }).click();
    await expect.element(button('Mine')).not.toBeInTheDocument();
  });
});

describe('a hand', () => {
  test('drags an anchor: one step, however many moves', async () => {
    await button('Arch').click();
    const steps = recipeStore.getState().past.length;
    await drag(middleOf(anchors.nth(2).element()), { x: 3, y: 30 });
    const value = weight();
    expect(value).toHaveLength(5);
    expect((value as number[])[2]).toBeLessThan(0.6);
    expect(recipeStore.getState().past).toHaveLength(steps + 1);
  });

  test('keys move, add and remove anchors; a burst is one step', async () => {
    await button('Ramp').click();
    const steps = recipeStore.getState().past.length;
    (anchors.nth(0).element() as unknown as HTMLElement).focus();
    await userEvent.keyboard('{ArrowUp}{ArrowUp}{Shift>}{ArrowUp}{/Shift}{Alt>}{ArrowUp}{/Alt}');
    expect((weight() as number[])[0]).toBeCloseTo(0.271, 6);
    expect(recipeStore.getState().past).toHaveLength(steps + 1);
    await userEvent.keyboard('{Enter}');
    await expect.element(anchors).toHaveLength(3);
    await expect.poll(() => document.activeElement?.getAttribute('aria-label')).toBe('weight of code, anchor at 8');
    await userEvent.keyboard('{Backspace}');
    await expect.element(anchors).toHaveLength(2);
  });

  test('a click on the line adds an anchor; Shift sets one layer', async () => {
    await button('Ramp').click();
    const [first, last] = [middleOf(anchors.nth(0).element()), middleOf(anchors.nth(1).element())];
    const between = { x: (first.x + last.x) / 2, y: (first.y + last.y) / 2 };
    await drag(between, { x: 0, y: -20 });
    await expect.element(anchors).toHaveLength(3);
    await button('Flat').click();
    await drag(between, { x: 0, y: -30 }, true);
    const values = weight() as number[];
    expect(values).toHaveLength(LAYERS);
    expect(new Set(values).size).toBe(2);
  });

  test('a band is set at once', async () => {
    setView({ band: [5, 9] });
    await expect.element(page.getByText('Layers 5 to 9')).toBeVisible();
    await page.getByLabelText('Set the marked layers to').fill('.9');
    await userEvent.keyboard('{Enter}');
    const values = weight() as number[];
    expect(values.map((value) => value === 0.9)).toEqual(Array.from({ length: LAYERS }, (_, layer) => layer >= 5 && layer <= 9));
  });

  test('the table has the same values, and takes others', async () => {
    await button('Ramp').click();
    await button('Values as a table').click();
    await expect.element(page.getByLabelText('weight of code, layer 15')).toHaveValue('0.70');
    await page.getByLabelText('weight of code, layer 3').fill('1');
    await userEvent.keyboard('{Enter}');
    expect((weight() as number[])[3]).toBe(1);
  });
});

test('modules have curves of their own, which keep each other and can be removed', async () => {
  await button('Arch').click();
  await button('Attention').click();
  await expect.element(page.getByText(/follows the others until/)).toBeVisible();
  await button('Fall').click();
  expect(weight()).toEqual([{ filter: 'self_attn', value: [0.7, 0.15] }, { value: [0.15, 0.5625, 0.7, 0.5625, 0.15] }]);
  await button('Remove the curve of Attention').click();
  expect(weight()).toEqual([0.15, 0.5625, 0.7, 0.5625, 0.15]);
});

test('the slider moves the whole curve', async () => {
  await button('Ramp').click();
  const slider = page.getByRole('slider', { name: 'weight of code', exact: true });
  (slider.element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowRight}');
  const [low, high] = weight() as number[];
  expect((high ?? 0) - (low ?? 0)).toBeCloseTo(0.55, 6);
  expect(low).toBeGreaterThan(0.15);
});
