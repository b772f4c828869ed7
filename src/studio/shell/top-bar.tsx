/** The bar at the top: whose recipe this is, whether it is kept, undo and redo, the page's own settings. */
import { Menu, VisuallyHidden } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconChevronDown, IconHelp, IconMenu2, IconSearch, IconShare2 } from '@tabler/icons-react';
import { toggleLeft } from '../commands/panels.ts';
import { useCommand } from '../commands/use-commands.ts';
import { Button, IconButton } from '../parts/button.tsx';
import { useRecipe, useSaved } from '../state/use-store.ts';
import { Logo } from './logo.tsx';
import { RecipeMenu } from './recipe-menu.tsx';
import { SchemeMenu } from './scheme-menu.tsx';
import styles from './top-bar.module.css';
import { useWindowClass } from './use-window.ts';

export function TopBar() {
  const phone = useWindowClass() === 'phone';
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: inside no section, its role is banner
    <header className={styles.bar} data-region tabIndex={-1} aria-label="Recipe">
      {phone && (
        <IconButton name="Models and presets" onClick={toggleLeft}>
          <IconMenu2 size={20} stroke={1.6} />
        </IconButton>
      )}
      <h1 className={styles.brand}>
        <Logo />
        {phone ? <VisuallyHidden>Alloy</VisuallyHidden> : 'Alloy'}
      </h1>
      <RecipeName />
      {!phone && <SaveState />}
      <span className={styles.space} />
      <CommandField />
      {!phone && <span className={styles.divider} />}
      <HistoryButtons />
      {!phone && <span className={styles.divider} />}
      <ShareButton />
      <SchemeMenu />
      {!phone && <HelpButton />}
    </header>
  );
}

function RecipeName() {
  const name = useRecipe((state) => state.name);
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <button type="button" className={styles.name} aria-label={`${name}, recipe menu`}>
          <span className={styles.nameText}>{name}</span>
          <IconChevronDown size={14} stroke={1.6} aria-hidden />
        </button>
      </Menu.Target>
      <RecipeMenu />
    </Menu>
  );
}

function SaveState() {
  const hasError = useRecipe((state) => state.problems.some(({ severity }) => severity === 'error'));
  const saved = useSaved((state) => state.kept);
  if (!saved) return <span className={styles.saved}>Not kept: this browser stores nothing for the page</span>;
  return <span className={styles.saved}>{hasError ? 'Saved, but the text has an error' : 'Saved in this browser'}</span>;
}

function HistoryButtons() {
  const undo = useCommand('undo');
  const redo = useCommand('redo');
  const lastDone = useRecipe((state) => state.past.at(-1)?.label);
  const lastUndone = useRecipe((state) => state.future.at(-1)?.label);
  return (
    <>
      <IconButton {...undo} name={lastDone === undefined ? 'Undo' : `Undo ${lastDone}`}>
        <IconArrowBackUp size={16} stroke={1.6} />
      </IconButton>
      <IconButton {...redo} name={lastUndone === undefined ? 'Redo' : `Redo ${lastUndone}`}>
        <IconArrowForwardUp size={16} stroke={1.6} />
      </IconButton>
    </>
  );
}

/** Looks like a field and opens one; in narrow windows it is a button. */
function CommandField() {
  const { name, keys, onClick } = useCommand('palette');
  const wide = useWindowClass();
  if (wide === 'phone' || wide === 'narrow') {
    return (
      <IconButton name={name} keys={keys} onClick={onClick}>
        <IconSearch size={16} stroke={1.6} />
      </IconButton>
    );
  }
  return (
    <button type="button" className={styles.search} onClick={onClick}>
      <IconSearch size={16} stroke={1.6} aria-hidden />
      <span>Search models and commands</span>
      {keys !== undefined && <kbd aria-hidden>{keys}</kbd>}
    </button>
  );
}

function ShareButton() {
  const { name, reason, keys, onClick } = useCommand('share');
  const icon = <IconShare2 size={16} stroke={1.6} />;
  if (useWindowClass() === 'phone') {
    return (
      <IconButton name={name} reason={reason} onClick={onClick}>
        {icon}
      </IconButton>
    );
  }
  return (
    <Button kind="quiet" icon={icon} reason={reason} title={keys} onClick={onClick}>
      {name}
    </Button>
  );
}

function HelpButton() {
  return (
    <IconButton {...useCommand('shortcuts')}>
      <IconHelp size={16} stroke={1.6} />
    </IconButton>
  );
}
