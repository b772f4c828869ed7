/** The editor in the studio's tokens, so that it follows the colour scheme by itself. */
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { type Extension, Prec } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, MatchDecorator, ViewPlugin, type ViewUpdate } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const look = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--surface)', color: 'var(--ink)', fontSize: '12px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '18px' },
  '.cm-content': { padding: '8px 0', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 12px 0 4px' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)', borderLeftWidth: '1.5px' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'color-mix(in srgb, var(--accent) 26%, transparent)',
  },
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--hover) 60%, transparent)' },
  '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--ink-3)', border: 'none' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLineGutter': { color: 'var(--ink)' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '30px', padding: '0 4px 0 8px' },
  '.cm-gutter-lint': { width: '16px' },
  '.cm-gutter-lint .cm-gutterElement': { padding: '5px 4px' },
  '.cm-lint-marker': { width: '8px', height: '8px', borderRadius: '50%', content: 'normal' },
  '.cm-lint-marker-error': { background: 'var(--error)', content: 'normal' },
  '.cm-lint-marker-warning': { background: 'var(--warning)', content: 'normal' },
  '.cm-lintRange': { backgroundImage: 'none', textDecoration: 'underline wavy 1px', textUnderlineOffset: '3px' },
  '.cm-lintRange-error': { textDecorationColor: 'var(--error)' },
  '.cm-lintRange-warning': { textDecorationColor: 'var(--warning)' },
  '.cm-tooltip': {
    maxWidth: '320px',
    border: '1px solid var(--line-2)',
    borderRadius: 'var(--radius)',
    backgroundColor: 'var(--surface)',
    boxShadow: 'var(--shadow)',
    font: '12px / 16px var(--sans)',
  },
  '.cm-diagnostic': { padding: '6px 10px', borderLeft: 'none' },
});

const colours = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--ink-3)' },
  { tag: tags.definition(tags.propertyName), color: 'var(--ink)' },
  { tag: [tags.content, tags.string, tags.attributeValue], color: 'var(--accent)' },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace, tags.meta, tags.keyword], color: 'var(--ink-2)' },
  { tag: [tags.labelName, tags.typeName], color: 'var(--ink-2)' },
]);

/** YAML's grammar has no numbers: they are values that look like one. */
const NUMBER = /(?<=[:,[-]\s*)[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?(?=\s*(?:[,\]]|$|\s#))/gi;

function numberPlugin() {
  const matches = new MatchDecorator({ regexp: NUMBER, decoration: Decoration.mark({ attributes: { style: 'color: var(--ink)' } }) });
  const create = (view: EditorView): { decorations: DecorationSet; update(update: ViewUpdate): void } => ({
    decorations: matches.createDeco(view),
    update(update) {
      this.decorations = matches.updateDeco(update, this.decorations);
    },
  });
  return ViewPlugin.define(create, { decorations: ({ decorations }) => decorations });
}

/** Numbers lie innermost, so that their colour wins. */
export const editorTheme = (): Extension => [look, syntaxHighlighting(colours), Prec.highest(numberPlugin())];
