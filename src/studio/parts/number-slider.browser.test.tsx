import { MantineProvider } from '@mantine/core';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import '../theme/tokens.css';
import '../theme/base.css';
import { NumberSlider, type NumberSliderProps, type SliderGesture } from './number-slider.tsx';

type Change = readonly [value: number, gesture: SliderGesture];

let root: Root | undefined;
let element: HTMLElement | undefined;

afterEach(() => {
  root?.unmount();
  element?.remove();
});

/** A slider that keeps its value, 400 pixels wide, and what it reported. */
async function show(props: Partial<NumberSliderProps> = {}) {
  const changes: Change[] = [];
  const ends: boolean[] = [];
  element = document.body.appendChild(document.createElement('div'));
  element.style.width = '400px';
  root = createRoot(element);
  const draw = (value: number) =>
    root?.render(
      <MantineProvider>
        <NumberSlider
          label="density"
          name="density of code"
          value={value}
          scale={{ min: 0, max: 1, step: 0.01, limits: { min: 0, max: 1 } }}
          resetTo={1}
          {...props}
          onChange={(next, gesture) => {
            changes.push([next, gesture]);
            draw(next);
          }}
          onDragEnd={(cancelled) => ends.push(cancelled)}
        />
      </MantineProvider>,
    );
  draw(props.value ?? 0.5);
  const slider = page.getByRole('slider', { name: 'density of code' });
  const field = page.getByRole('textbox', { name: 'density of code, number' });
  await expect.element(slider).toBeVisible();
  return { changes, ends, slider, field };
}

describe('keys', () => {
  test('a step, ten, a tenth, the ends, the default', async () => {
    const { slider, changes } = await show();
    (slider.element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowRight}{Shift>}{ArrowUp}{/Shift}{Alt>}{ArrowLeft}{/Alt}{Home}{End}{ArrowDown}{Backspace}');
    expect(changes).toEqual([
      [0.51, 'key'],
      [0.61, 'key'],
      [0.609, 'key'],
      [0, 'key'],
      [1, 'key'],
      [0.99, 'key'],
      [1, 'reset'],
    ]);
  });

  test('Enter goes to the field, which takes what people type', async () => {
    const { slider, field, changes } = await show();
    (slider.element() as HTMLElement).focus();
    await userEvent.keyboard('{Enter}1/3{Enter}');
    expect(changes).toEqual([[1 / 3, 'type']]);
    await field.fill('60%');
    await userEvent.keyboard('{Enter}');
    expect(changes.at(-1)).toEqual([0.6, 'type']);
    await expect.element(field).toHaveValue('0.60');
  });

  test('Escape returns to the value', async () => {
    const { field, changes } = await show();
    await field.fill('0.9');
    await userEvent.keyboard('{Escape}');
    await expect.element(field).toHaveValue('0.50');
    expect(changes).toEqual([]);
  });
});

test('what is refused stays, in red, with one sentence; the last good value stays too', async () => {
  const { slider, field, changes } = await show();
  await field.fill('1.4');
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('alert')).toHaveTextContent('Density goes from 0 to 1.');
  await expect.element(field).toHaveValue('1.4');
  await expect.element(field).toBeInvalid();
  await expect.element(slider).toHaveAttribute('aria-valuenow', '0.5');
  await field.fill('many');
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('alert')).toHaveTextContent('Type a number, such as 0.6, 60% or 1/3.');
  await field.fill('.9');
  await userEvent.keyboard('{Enter}');
  expect(page.getByRole('alert').query()).toBeNull();
  expect(changes).toEqual([[0.9, 'type']]);
});

/** One pointer's way over an element. */
function drag(target: Element, from: number, way: readonly number[], end: 'pointerup' | 'Escape' = 'pointerup', shiftKey = false): void {
  const { left, top, height } = target.getBoundingClientRect();
  const at = (x: number) => ({
    bubbles: true,
    button: 0,
    pointerId: 1,
    isPrimary: true,
    clientX: left + x,
    clientY: top + height / 2,
    shiftKey,
  });
  // A made-up pointer cannot be captured; the rest of the drag does not depend on it.
  Object.defineProperty(target, 'setPointerCapture', { value: () => undefined, configurable: true });
  target.dispatchEvent(new PointerEvent('pointerdown', at(from)));
  for (const x of way) target.dispatchEvent(new PointerEvent('pointermove', at(x)));
  if (end === 'Escape') window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
  else target.dispatchEvent(new PointerEvent('pointerup', at(way.at(-1) ?? from)));
}

describe('pointer', () => {
  const trackOf = (slider: Element): Element => slider.closest('[class*=track]') ?? slider;

  test('the track jumps and follows, and says when it is over', async () => {
    const { slider, changes, ends } = await show();
    const track = trackOf(slider.element());
    const { width } = track.getBoundingClientRect();
    drag(track, width, [width / 2, 7]);
    expect(changes.map(([value]) => value)).toEqual([1, 0.5, 0]);
    expect(changes.every(([, gesture]) => gesture === 'drag')).toBe(true);
    expect(ends).toEqual([false]);
  });

  test('Escape takes the drag back', async () => {
    const { slider, ends } = await show();
    drag(trackOf(slider.element()), 100, [120], 'Escape');
    expect(ends).toEqual([true]);
  });

  test('the label scrubs, with Shift a tenth as far', async () => {
    const { changes, slider } = await show();
    const label = page.getByText('density', { exact: true }).element();
    drag(label, 5, [29]);
    expect(changes.at(-1)).toEqual([0.6, 'drag']);
    await expect.element(slider).toHaveAttribute('aria-valuenow', '0.6');
    drag(label, 5, [29], 'pointerup', true);
    expect(changes.at(-1)).toEqual([0.61, 'drag']);
  });

  test('double-click resets; a dot shows where to', async () => {
    const { slider, changes } = await show();
    trackOf(slider.element()).dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));
    expect(changes).toEqual([[1, 'reset']]);
  });

  test('locked, nothing moves it, and it says so', async () => {
    const { slider, field, changes } = await show({ locked: true });
    drag(trackOf(slider.element()), 10, [50]);
    (slider.element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowRight}{Backspace}{Home}');
    expect(changes).toEqual([]);
    await expect.element(slider).toHaveAttribute('aria-valuetext', '0.50, locked');
    await expect.element(field).toBeDisabled();
  });
});

test.each([1440, 390, 320])('a number of three places shows whole, %d pixels wide', async (width) => {
  await page.viewport(width, 844);
  await show({ value: 0.125, scale: { min: 0, max: 1, step: 0.005 } });
  const field = page.getByRole('textbox').element();
  for (const text of ['0.125', '−0.125', '0.3333']) {
    await userEvent.fill(field, text);
    expect(field.scrollWidth, text).toBeLessThanOrEqual(field.clientWidth);
  }
});
