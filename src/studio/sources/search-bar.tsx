/** The head of the dialog: where names, links and recipes go in, the token, files, and what the browser keeps. */
import { IconDatabase, IconKey, IconSearch, IconUpload, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, useRef } from 'react';
import { Button, IconButton } from '../parts/button.tsx';
import { takeText } from '../state/recipe-text.ts';
import { useSources } from '../state/use-store.ts';
import { looksLikeRecipe } from '../words/parse-model.ts';
import { FilePicker } from './drop-box.tsx';
import styles from './sources-dialog.module.css';

export type Panel = 'token' | 'storage' | undefined;

interface SearchBarProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  /** The listbox below, and the option that the keys are on. */
  readonly list: string;
  readonly option: string | undefined;
  readonly filled: boolean;
  readonly panel: Panel;
  readonly onPanel: (panel: Panel) => void;
  readonly close: () => void;
}

export function SearchBar({ text, onText, onKeyDown, list, option, filled, panel, onPanel, close }: SearchBarProps) {
  const hasToken = useSources((state) => state.token !== undefined);
  const files = useRef<HTMLInputElement>(null);
  const toggle = (one: NonNullable<Panel>) => () => onPanel(panel === one ? undefined : one);
  return (
    <div className={styles.search}>
      <IconSearch size={18} stroke={1.6} aria-hidden />
      <input
        data-autofocus
        role="combobox"
        aria-expanded={filled}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={option}
        value={text}
        placeholder="Search the Hub, or paste owner/name, a link, a recipe"
        aria-label="Search models on the Hub, or paste an id, a link or a recipe"
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onText(event.currentTarget.value)}
        onPaste={(event) => {
          const pasted = event.clipboardData.getData('text');
          if (!looksLikeRecipe(pasted)) return;
          event.preventDefault();
          takeText(pasted);
        }}
        onKeyDown={onKeyDown}
      />
      <span className={styles.searchTools}>
        <Button kind="quiet" icon={<IconKey size={16} stroke={1.6} />} aria-expanded={panel === 'token'} onClick={toggle('token')}>
          {hasToken ? 'Token given' : 'No token'}
        </Button>
        <Button kind="quiet" icon={<IconUpload size={16} stroke={1.6} />} onClick={() => files.current?.click()}>
          Choose files
        </Button>
        <FilePicker ref={files} />
        <IconButton name="Kept in this browser" pressed={panel === 'storage'} onClick={toggle('storage')}>
          <IconDatabase size={16} stroke={1.6} />
        </IconButton>
      </span>
      <IconButton name="Close" onClick={close}>
        <IconX size={16} stroke={1.6} />
      </IconButton>
    </div>
  );
}
