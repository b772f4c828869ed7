/** Help while a recipe is typed: the list of what can stand here, and what a word means, under the pointer or on a key. */
import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  completionStatus,
  type Completion as Listed,
  snippet,
} from '@codemirror/autocomplete';
import { type Extension, Prec } from '@codemirror/state';
import { activateHover, closeHoverTooltips, EditorView, hasHoverTooltips, hoverTooltip, keymap, type Tooltip } from '@codemirror/view';
import { sourcesStore } from '../state/sources-store.ts';
import { writtenCount } from '../words/format.ts';
import { type Completion, completionsAt } from './completions.ts';
import { type Explanation, explanationAt } from './explanation.ts';
import type { KnownModel } from './values.ts';

export function assist(): Extension {
  return [
    // A choice may leave something to choose: the source says so, as after typing.
    autocompletion({ override: [complete], icons: false, activateOnCompletion: () => true, maxRenderedOptions: 60 }),
    explanations,
    Prec.high(
      keymap.of([
        { key: 'Mod-i', run: explainHere, preventDefault: true },
        { key: 'Escape', run: closeExplanation },
      ]),
    ),
    // While something floats, Escape is for it and not for the drawer that the editor may stand in.
    EditorView.contentAttributes.of(({ state }) => {
      const floats = completionStatus(state) === 'active' || hasHoverTooltips(state);
      return { 'data-mantine-stop-propagation': String(floats) };
    }),
  ];
}

function complete({ state, pos, explicit }: CompletionContext): CompletionResult | null {
  const text = state.doc.toString();
  const made = completionsAt(text, pos, { explicit, models: openModels() });
  if (!made) return null;
  // What stands before the cursor chooses among the options; what stands behind it is replaced too.
  const behind = made.to - pos;
  const typed = text.slice(made.from, pos);
  // Who asks at a word that is whole wants to see the others.
  const filter = made.options.every(({ label }) => label !== typed);
  return { from: made.from, filter, options: made.options.map((option, i) => listed(option, i, behind)) };
}

/** The list is sorted by how well a word fits; among equals the order is ours. */
const listed = ({ label, detail, template, explanation }: Completion, index: number, behind: number): Listed => ({
  label,
  ...(detail !== undefined && { detail }),
  ...(explanation && { info: () => explanationPage(explanation) }),
  sortText: String(index).padStart(4, '0'),
  apply: (view, completion, from, to) => snippet(withField(template))(view, completion, from, to + behind),
});

/** The cursor goes to the first field: where there is none, behind everything. */
const withField = (template: string): string => (template.includes('${') ? template : `${template}\${}`);

function openModels(): readonly KnownModel[] {
  const { order, entries } = sourcesStore.getState();
  return order.map((ref) => {
    const state = entries[ref]?.state;
    if (state?.kind !== 'ready') return { ref, note: state?.kind === 'loading' ? 'being read' : 'cannot be read' };
    const { parameters, dtypes, layers, revision } = state.summary;
    return { ref, note: [writtenCount(parameters), dtypes[0]].filter(Boolean).join(' · '), layers, revision };
  });
}

const explanations = hoverTooltip((view, position) => tooltipAt(view, position) ?? null, { hideOnChange: true });

function tooltipAt({ state }: EditorView, position: number): Tooltip | undefined {
  const made = explanationAt(state.doc.toString(), position);
  return made && { pos: made.from, end: made.to, above: true, create: () => ({ dom: explanationPage(made) }) };
}

/** What the pointer shows, for those who have none: also said aloud. */
function explainHere(view: EditorView): boolean {
  const { head } = view.state.selection.main;
  const made = explanationAt(view.state.doc.toString(), head);
  if (made) {
    activateHover(view, head, 1, { tooltip: explanations, until: ({ docChanged, selection }) => docChanged || selection !== undefined });
    view.dispatch({ effects: EditorView.announce.of([made.title, made.text, ...made.facts.map((fact) => fact.join(': '))].join('. ')) });
  }
  return true;
}

function closeExplanation(view: EditorView): boolean {
  if (!hasHoverTooltips(view.state)) return false;
  view.dispatch({ effects: closeHoverTooltips });
  return true;
}

function explanationPage({ title, text, facts, paper }: Explanation): HTMLElement {
  const page = element('div', 'cm-explanation');
  page.append(element('strong', '', title), element('p', '', text));
  if (facts.length > 0) {
    const list = element('dl');
    for (const [name, value] of facts) list.append(element('dt', '', name), element('dd', '', value));
    page.append(list);
  }
  if (paper) {
    const link = Object.assign(document.createElement('a'), { href: paper.url, target: '_blank', rel: 'noreferrer', title: paper.title });
    link.textContent = paper.cite;
    page.append(link);
  }
  return page;
}

function element(tag: string, className = '', text = ''): HTMLElement {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  made.textContent = text;
  return made;
}
