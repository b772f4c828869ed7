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
  '.cm-tooltip-section:not(:first-child)': { borderTop: '1px solid var(--line)' },
});

/** The list of completions, and the pages beside it and over words. */
const assistLook = EditorView.theme({
  '.cm-tooltip.cm-tooltip-autocomplete': { maxWidth: 'min(460px, 96vw)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    minWidth: '220px',
    maxWidth: '100%',
    maxHeight: '226px',
    padding: '4px',
    fontFamily: 'var(--sans)',
  },
  '.cm-tooltip-autocomplete > ul > li': {
    display: 'flex',
    gap: '12px',
    justifyContent: 'space-between',
    padding: '4px 8px !important',
    borderRadius: 'var(--radius)',
    lineHeight: '18px !important',
  },
  '.cm-tooltip-autocomplete > ul > li:hover': { backgroundColor: 'var(--hover)' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--accent-soft)', color: 'var(--ink)' },
  '.cm-completionLabel': { flex: 'none', maxWidth: '100%', overflow: 'hidden', textOverflow: 'ellipsis', font: '12px / 18px var(--mono)' },
  '.cm-completionMatchedText': { textDecoration: 'none', color: 'var(--accent)', fontWeight: '600' },
  '.cm-completionDetail': {
    minWidth: '0',
    marginLeft: '0',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    color: 'var(--ink-3)',
    fontStyle: 'normal',
  },
  'li[aria-selected] .cm-completionDetail': { color: 'var(--ink-2)' },
  '.cm-tooltip.cm-completionInfo': { width: '280px', maxWidth: '90vw', padding: '0' },
  '.cm-explanation': { padding: '10px 12px', color: 'var(--ink-2)', whiteSpace: 'normal' },
  '.cm-explanation strong': { display: 'block', paddingBottom: '2px', color: 'var(--ink)', fontWeight: '600' },
  '.cm-explanation dl': { display: 'grid', gridTemplateColumns: 'max-content 1fr', gap: '2px 12px', margin: '8px 0 0' },
  '.cm-explanation dt': { color: 'var(--ink-3)' },
  '.cm-explanation dd': { color: 'var(--ink)' },
  '.cm-explanation a': { display: 'inline-block', marginTop: '6px' },
  '.cm-snippetField': { backgroundColor: 'var(--accent-soft)' },
  '.cm-snippetFieldPosition': { borderLeft: '1.5px dotted var(--accent)' },
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
export const editorTheme = (): Extension => [look, assistLook, syntaxHighlighting(colours), Prec.highest(numberPlugin())];
