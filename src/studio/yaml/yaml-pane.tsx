/** The recipe as text, beside the page: an editor, its tools, and the first error in words. */
import { IconCopy, IconDownload, IconTextWrap, IconX } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useCommand } from '../commands/use-commands.ts';
import { IconButton } from '../parts/button.tsx';
import { useRecipe, useView } from '../state/use-store.ts';
import { setView } from '../state/view-store.ts';
import { counted } from '../words/format.ts';
import { createYamlEditor, type YamlEditor } from './editor.ts';
import { ErrorNote } from './error-note.tsx';
import styles from './yaml-pane.module.css';

const icon = { size: 16, stroke: 1.6 };

export function YamlPane() {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<YamlEditor>(undefined);
  const wrapped = useView((state) => state.yamlWrapped);
  const first = useRef(wrapped);
  useEffect(() => {
    if (!host.current) return undefined;
    editor.current = createYamlEditor(host.current, first.current);
    return () => editor.current?.destroy();
  }, []);
  useEffect(() => {
    editor.current?.setWrapped(wrapped);
  }, [wrapped]);
  return (
    <div className={styles.pane}>
      <Head />
      <div ref={host} className={styles.editor} />
      <ErrorNote onReveal={(line, column) => editor.current?.reveal(line, column)} />
    </div>
  );
}

function Head() {
  const documents = useRecipe(({ recipe }) => recipe?.documents.length ?? 0);
  const wrapped = useView((state) => state.yamlWrapped);
  const copy = useCommand('copyRecipe');
  const save = useCommand('saveRecipe');
  const toggle = useCommand('toggleYaml');
  return (
    <div className={styles.head}>
      <h2>YAML</h2>
      <span className={styles.kind}>mergekit{documents > 0 && `, ${counted(documents, 'document')}`}</span>
      <IconButton name="Wrap long lines" pressed={wrapped} onClick={() => setView({ yamlWrapped: !wrapped })}>
        <IconTextWrap {...icon} />
      </IconButton>
      <IconButton {...copy}>
        <IconCopy {...icon} />
      </IconButton>
      <IconButton {...save}>
        <IconDownload {...icon} />
      </IconButton>
      <IconButton {...toggle} name="Close the YAML">
        <IconX {...icon} />
      </IconButton>
    </div>
  );
}
