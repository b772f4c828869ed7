/**
 * The text editor on the recipe store, both ways: what is typed goes to the store, grouped into steps; what others do to
 * the recipe comes back as the smallest change of the text, so that cursor and scroll position stay.
 */
import { defaultKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language';
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
import { Annotation, Compartment, EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  type KeyBinding,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { changeText, endGesture, endGestureSoon, recipeStore, redo, TYPING, undo } from '../state/recipe-store.ts';
import { recipeInside } from '../words/recipe-inside.ts';
import { assist } from './assist.ts';
import { textMarks } from './diagnostics.ts';
import { editorTheme } from './editor-theme.ts';
import { textChanges } from './text-change.ts';

const fromStore = Annotation.define<true>();

/** The editor has line feeds only, whatever the recipe came with. */
const storeText = (): string => recipeStore.getState().text.replace(/\r\n?/g, '\n');

export interface YamlEditor {
  setWrapped(wrapped: boolean): void;
  /** Puts the cursor at a place of the text (both from 1) and shows it. */
  reveal(line: number, column: number): void;
  destroy(): void;
}

export function createYamlEditor(parent: HTMLElement, wrapped: boolean): YamlEditor {
  const wrapping = new Compartment();
  const view = new EditorView({
    parent,
    state: EditorState.create({ doc: storeText(), extensions: [extensions(), wrapping.of(wrapped ? EditorView.lineWrapping : [])] }),
  });
  showProblems(view);
  const end = recipeStore.subscribe((now, before) => {
    if (now.text !== before.text) pull(view);
    if (now.problems !== before.problems) showProblems(view);
  });
  return {
    setWrapped: (on) => view.dispatch({ effects: wrapping.reconfigure(on ? EditorView.lineWrapping : []) }),
    reveal(line, column) {
      const { from, to } = view.state.doc.line(Math.min(line, view.state.doc.lines));
      const anchor = Math.min(from + column - 1, to);
      view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
      view.focus();
    },
    destroy() {
      end();
      endGesture();
      view.destroy();
    },
  };
}

function extensions(): Extension {
  return [
    lineNumbers(),
    lintGutter(),
    drawSelection(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    indentOnInput(),
    bracketMatching(),
    indentUnit.of('  '),
    yaml(),
    editorTheme(),
    assist(),
    keymap.of([...STORE_KEYS, ...defaultKeymap]),
    EditorView.contentAttributes.of({ tabindex: '0', 'aria-label': 'Recipe as YAML', spellcheck: 'false' }),
    EditorView.updateListener.of(push),
    EditorView.clipboardInputFilter.of(recipeInside),
    EditorView.domEventHandlers({ blur: () => endGesture(), beforeinput: nativeUndo }),
  ];
}

/** The steps are the store's: the editor keeps none of its own. */
const STORE_KEYS: readonly KeyBinding[] = [
  { key: 'Mod-z', run: always(undo), preventDefault: true },
  { key: 'Mod-y', run: always(redo), preventDefault: true },
  { key: 'Mod-Shift-z', run: always(redo), preventDefault: true },
];

function always(action: () => void): () => true {
  return () => {
    action();
    return true;
  };
}

/** Undo from the browser's own menu. */
function nativeUndo(event: InputEvent): boolean {
  if (event.inputType !== 'historyUndo' && event.inputType !== 'historyRedo') return false;
  event.preventDefault();
  (event.inputType === 'historyUndo' ? undo : redo)();
  return true;
}

function push({ docChanged, transactions, state }: Parameters<Parameters<typeof EditorView.updateListener.of>[0]>[0]): void {
  if (!docChanged || transactions.some((transaction) => transaction.annotation(fromStore))) return;
  changeText('edit the text', state.doc.toString(), TYPING);
  endGestureSoon();
}

function pull(view: EditorView): void {
  const changes = textChanges(view.state.doc.toString(), storeText());
  if (changes.length > 0) view.dispatch({ changes: [...changes], annotations: fromStore.of(true) });
}

function showProblems(view: EditorView): void {
  const marks = textMarks(view.state.doc.toString(), recipeStore.getState().problems);
  const diagnostics: Diagnostic[] = marks.map((mark) => ({ ...mark }));
  view.dispatch(setDiagnostics(view.state, diagnostics));
}
