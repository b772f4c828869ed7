/** The panel on the left: the models at hand and recipes to begin with. Folded, it is a rail of their marks. */
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand, IconPlus } from '@tabler/icons-react';
import { type KeyboardEvent, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useCommand } from '../commands/use-commands.ts';
import { IconButton } from '../parts/button.tsx';
import { SearchField } from '../parts/search-field.tsx';
import { DropBox } from '../sources/drop-box.tsx';
import { PRESETS } from '../state/presets.ts';
import { baseOf } from '../state/recipe-places.ts';
import { openRecipeText, takeText } from '../state/recipe-text.ts';
import { useRecipe, useSources } from '../state/use-store.ts';
import { openSources } from '../state/view-store.ts';
import { looksLikeRecipe } from '../words/parse-model.ts';
import styles from './left-panel.module.css';
import { ModelEntry, RailEntry } from './model-entry.tsx';

const icon = { size: 16, stroke: 1.6 };

/** The base first, then as they were added. */
function useLibrary(): readonly string[] {
  const base = useRecipe(({ recipe }) => baseOf(recipe));
  const order = useSources(useShallow((state) => state.order));
  return base !== undefined && order.includes(base) ? [base, ...order.filter((ref) => ref !== base)] : order;
}

/** `pane`: it stands beside the page and can be folded; else it lies in a drawer. */
export function LeftPanel({ pane = false }: { readonly pane?: boolean }) {
  const library = useLibrary();
  const addModel = useCommand('addModel');
  return (
    <div className={styles.panel}>
      <div className={styles.find}>
        <FindField />
        {pane && <FoldButton />}
      </div>
      <div className={styles.head}>
        <h2>Models</h2>
        <IconButton {...addModel}>
          <IconPlus {...icon} />
        </IconButton>
      </div>
      {library.length === 0 && (
        <p className={styles.empty}>
          None yet. Two checkpoints of the same shape make a merge; most methods also want the base they came from.
        </p>
      )}
      <ul className={styles.models}>
        {library.map((ref) => (
          <ModelEntry key={ref} modelRef={ref} />
        ))}
      </ul>
      <DropBox />
      <Presets />
    </div>
  );
}

function FindField() {
  const [text, setText] = useState('');
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    openSources(text.trim());
    setText('');
  };
  return (
    <SearchField
      label="Paste a model’s id, a link, or a mergekit YAML"
      placeholder="Paste a model, link or YAML"
      type="text"
      value={text}
      onText={setText}
      onPaste={(event) => {
        const pasted = event.clipboardData.getData('text');
        if (!looksLikeRecipe(pasted)) return;
        event.preventDefault();
        takeText(pasted);
      }}
      onKeyDown={onKeyDown}
    />
  );
}

function Presets() {
  const current = useRecipe((state) => PRESETS.find(({ text }) => text === state.text)?.name);
  return (
    <section className={styles.presets}>
      <div className={styles.head}>
        <h2>Presets</h2>
      </div>
      <ul>
        {PRESETS.map(({ name, note, text }) => (
          <li key={name}>
            <button
              type="button"
              className={styles.preset}
              aria-current={current === name || undefined}
              onClick={() => openRecipeText(name, text)}
            >
              <span>{name}</span>
              <small>{note}</small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The panel folded to its marks. */
export function LeftRail() {
  const library = useLibrary();
  const toggle = useCommand('toggleLeft');
  const addModel = useCommand('addModel');
  return (
    <div className={styles.rail}>
      <IconButton {...toggle} name="Show models and presets">
        <IconLayoutSidebarLeftExpand {...icon} />
      </IconButton>
      <span className={styles.rule} />
      {library.map((ref) => (
        <RailEntry key={ref} modelRef={ref} />
      ))}
      <IconButton {...addModel}>
        <IconPlus {...icon} />
      </IconButton>
    </div>
  );
}

function FoldButton() {
  const toggle = useCommand('toggleLeft');
  return (
    <IconButton {...toggle} name="Fold the panel">
      <IconLayoutSidebarLeftCollapse {...icon} />
    </IconButton>
  );
}
