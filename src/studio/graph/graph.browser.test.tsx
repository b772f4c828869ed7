import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { setParameter } from '../state/recipe-edits.ts';
import { recipeStore } from '../state/recipe-store.ts';
import { viewStore } from '../state/view-store.ts';
import { closeStudio, openStudio } from '../testing/screen.tsx';
import { graphOf } from './graph-model.ts';
import { graphStore } from './graph-store.ts';
import { useNodeName } from './names.ts';

// Every checkpoint's node and every parent's row asks for one name when it renders, and nothing else does: renders are counted by it.
vi.mock(import('./names.ts'), { spy: true });

const node = (id: string) => page.getByRole('group', { name: id });
const element = (id: string) => document.querySelector<HTMLElement>(`.react-flow__node[data-id="${id}"]`);
const portOf = (id: string, port: string) => element(id)?.querySelector<HTMLElement>(`.react-flow__handle[data-handleid="${port}"]`);
const text = () => recipeStore.getState().text;
const nodes = () => graphOf(recipeStore.getState().recipe).nodes.map(({ id }) => id);

const middle = (target: Element | null | undefined) => {
  const box = target?.getBoundingClientRect() ?? new DOMRect();
  return { clientX: box.x + box.width / 2, clientY: box.y + box.height / 2 };
};

/** Presses, moves and lets go, as a mouse does. */
async function drag(
  from: Element | null | undefined,
  to: { readonly clientX: number; readonly clientY: number },
  moves = 4,
): Promise<void> {
  const start = middle(from);
  const fire = (type: string, at: { clientX: number; clientY: number }, target: EventTarget) =>
    target.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, view: window, button: 0, buttons: 1, ...at }));
  if (from) fire('mousedown', start, from);
  for (let i = 1; i <= moves; i++) {
    const at = {
      clientX: start.clientX + ((to.clientX - start.clientX) * i) / moves,
      clientY: start.clientY + ((to.clientY - start.clientY) * i) / moves,
    };
    fire('mousemove', at, document);
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  fire('mouseup', to, document);
  await new Promise((resolve) => requestAnimationFrame(resolve));
}

const THREE = ['a', 'b', 'c'].map((name) => `  - model: o/${name}\n    parameters: {weight: 0.3}\n`).join('');

beforeEach(async () => {
  await page.viewport(1440, 900);
  localStorage.removeItem('alloy.graph');
  graphStore.setState(graphStore.getInitialState(), true);
});

afterEach(() => {
  closeStudio();
  vi.clearAllMocks();
});

async function open(recipe?: string): Promise<void> {
  openStudio({}, recipe, 'graph');
  await expect.element(node('Output')).toBeVisible();
  await expect.element(page.getByText(/ · writes /)).toBeVisible();
}

describe('what a node shows', () => {
  test('its method, its parents with weights, and what the planner says', async () => {
    await open();
    await expect.element(node('Merge of the output: TIES, 3 parents')).toBeVisible();
    await expect.element(page.getByRole('slider', { name: 'weight of code, in TIES' })).toHaveAttribute('aria-valuenow', '0.5');
    closeStudio();
    openStudio({}, `merge_method: slerp\nbase_model: o/a\nmodels:\n${THREE}parameters: {t: 0.5}\n`, 'graph');
    await page.getByRole('button', { name: /^\d problems?$/ }).click();
    await expect
      .element(page.getByRole('complementary', { name: 'Inspector' }).getByText(/SLERP takes two models; this one has three/))
      .toBeVisible();
  });

  test('the bar in a node is the slider of the form, one step for a burst of keys', async () => {
    await open();
    const bar = page.getByRole('slider', { name: 'weight of code, in TIES' });
    (bar.element() as HTMLElement).focus();
    await userEvent.keyboard('{Shift>}{ArrowRight}{/Shift}{ArrowLeft}');
    await expect.element(page.getByRole('slider', { name: 'weight of code', exact: true })).toHaveAttribute('aria-valuenow', '0.59');
    expect(recipeStore.getState().past).toHaveLength(1);
  });
});

describe('a drag renders what it moves', () => {
  /** Sixty nodes, with the merge and the output. */
  const MANY = `merge_method: linear\nmodels:\n${Array.from({ length: 58 }, (_, i) => `  - model: o/m${i}\n    parameters: {weight: 0.5}\n`).join('')}`;

  test('a weight that changes a hundred times renders no node and no other row', async () => {
    await open(MANY);
    const count = vi.mocked(useNodeName);
    count.mockClear();
    for (let i = 1; i <= 100; i++) {
      setParameter('weight', 0, ['models', 3, 'parameters', 'weight'], i / 100, 'drag');
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    await expect.element(page.getByRole('slider', { name: 'weight of m3, in Linear' })).toHaveAttribute('aria-valuenow', '1');
    // As many rows and nodes with every move would be 11,600.
    expect(count).not.toHaveBeenCalled();
  });

  test('a node that is dragged is moved, and none is rendered', async () => {
    await open(MANY);
    const count = vi.mocked(useNodeName);
    const target = element('source o/m0');
    const { clientX, clientY } = middle(target);
    count.mockClear();
    await drag(target, { clientX: clientX + 60, clientY: clientY + 40 }, 50);
    expect(graphStore.getState().placed['source o/m0']).toBeDefined();
    expect(count).not.toHaveBeenCalled();
  });
});

describe('connections', () => {
  test('a port dropped on a merge adds a parent; undo takes it out', async () => {
    await open(
      'merge_method: ties\nbase_model: o/base\nmodels:\n  - model: o/a\n    parameters: {weight: 1}\n---\nname: soup\nmerge_method: linear\nmodels:\n  - model: o/b\n    parameters: {weight: 1}\n',
    );
    await drag(portOf('merge soup', 'out'), middle(portOf('merge ', 'free')));
    expect(text()).toContain('- model: soup');
    await page.getByRole('button', { name: 'Undo connect soup' }).click();
    expect(text()).not.toContain('- model: soup');
  });

  test('one that makes no sense says why and changes nothing', async () => {
    await open();
    const before = text();
    await drag(portOf('source ./demo/code', 'out'), middle(portOf('merge ', 'free')));
    await expect.element(page.getByText('code is a parent already')).toBeVisible();
    expect(text()).toBe(before);
  });

  test('a cut connection leaves its checkpoint on the canvas, and undo takes both steps back at once', async () => {
    await open();
    await userEvent.click(document.querySelector('.react-flow__edge-interaction') as Element, { force: true });
    const { edge } = graphStore.getState();
    expect(edge).toBeDefined();
    await userEvent.keyboard('{Delete}');
    expect(recipeStore.getState().loose).toHaveLength(1);
    expect(recipeStore.getState().past).toHaveLength(1);
    await userEvent.keyboard('{Control>}z{/Control}');
    expect(recipeStore.getState().loose).toEqual([]);
  });

  test('dropped on nothing it offers methods, and the merge stands there', async () => {
    await open();
    const box = document.querySelector('.react-flow')?.getBoundingClientRect() ?? new DOMRect();
    await drag(portOf('source ./demo/code', 'out'), { clientX: box.x + 300, clientY: box.y + 40 });
    await page.getByRole('menuitem', { name: 'Linear', exact: true }).click();
    await expect.element(node('Merge linear: Linear, 1 parent')).toBeVisible();
    expect(text()).toMatch(/^name: linear\nmerge_method: linear/);
    expect(viewStore.getState().selection).toEqual({ kind: 'merge', name: 'linear' });
  });
});

describe('without a pointer', () => {
  test('arrows go along the edges, Enter opens, Shift moves', async () => {
    await open();
    element('source ./demo/code')?.focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(document.activeElement).toBe(element('merge '));
    await userEvent.keyboard('{ArrowRight}{Enter}');
    expect(viewStore.getState().selection).toEqual({ kind: 'output' });
    await userEvent.keyboard('{ArrowLeft}{ArrowLeft}{ArrowDown}{Shift>}{ArrowUp}{/Shift}');
    expect(Object.keys(graphStore.getState().placed)).toEqual(['source ./demo/code']);
  });

  test('C connects from a list, N adds a merge, Ctrl+D copies, Del deletes, L tidies', async () => {
    await open();
    await userEvent.keyboard('n');
    await page.getByRole('menuitem', { name: 'Linear', exact: true }).click();
    await expect.element(node('Merge of the output: Linear, 1 parent')).toBeVisible();
    await userEvent.keyboard('c');
    await page.getByRole('combobox', { name: 'From' }).click();
    await page.getByRole('option', { name: 'base' }).click();
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await expect.element(node('Merge of the output: Linear, 2 parents')).toBeVisible();
    await userEvent.keyboard('{Control>}d{/Control}');
    await expect.element(node('Merge linear: Linear, 2 parents')).toBeVisible();
    await userEvent.keyboard('{Delete}');
    await vi.waitFor(() => expect(nodes()).not.toContain('merge linear'));
    graphStore.setState({ placed: { output: { x: 999, y: 0 } } });
    await userEvent.keyboard('l');
    expect(graphStore.getState().placed).toEqual({});
  });

  test('a bar that takes the focus is what the layer curve is about', async () => {
    await open();
    const bar = page.getByRole('slider', { name: 'weight of safety, in TIES' });
    (bar.element() as HTMLElement).focus();
    expect(viewStore.getState().curve).toEqual({ document: 0, key: 'weight', model: 1 });
    await expect.element(page.getByRole('heading', { name: 'Layer curve' })).toBeVisible();
  });

  test('the graph is a list where there is no room, and on demand', async () => {
    await open();
    await page.viewport(320, 700);
    await expect.element(page.getByRole('region', { name: 'Merge' })).toBeVisible();
    await page.viewport(1440, 900);
    const list = page.getByRole('button', { name: 'Show the graph as a list' });
    (list.element() as HTMLElement).focus();
    await userEvent.keyboard('{Enter}');
    expect(viewStore.getState().tab).toBe('merge');
  });
});
