/** The bar at the top: whose recipe this is, whether it is kept, undo and redo, the page's own settings. */
import { Menu, VisuallyHidden } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconChevronDown, IconHelp, IconSearch, IconShare2 } from '@tabler/icons-react';
import { useCommand } from '../commands/use-commands.ts';
import { Button, IconButton } from '../parts/button.tsx';
import { useRecipe, useSaved } from '../state/use-store.ts';
import { Logo } from './logo.tsx';
import { PhoneMenu } from './phone-menu.tsx';
import { RecipeMenu } from './recipe-menu.tsx';
import { SchemeMenu } from './scheme-menu.tsx';
import styles from './top-bar.module.css';
import { useWindowClass } from './use-window.ts';

export function TopBar() {
  const phone = useWindowClass() === 'phone';
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: inside no section, its role is banner
    <header className={styles.bar} data-region tabIndex={-1} aria-label="Recipe">
      <h1 className={styles.brand}>
        <Logo />
        {phone ? <VisuallyHidden>Alloy</VisuallyHidden> : 'Alloy'}
      </h1>
      <RecipeName />
      {!phone && <SaveState />}
      <span className={styles.space} />
      {phone ? <PhoneTools /> : <Tools />}
      {/* Tips of the whole page: what floats belongs to a landmark too. */}
      <div id="tips" className={styles.tips} />
    </header>
  );
}

const Tools = () => (
  <>
    <CommandField />
    <span className={styles.divider} />
    <UndoButton />
    <RedoButton />
    <span className={styles.divider} />
    <ShareButton />
    <SchemeMenu />
    <HelpButton />
  </>
);

const PhoneTools = () => (
  <>
    <UndoButton />
    <CommandField />
    <PhoneMenu />
  </>
);

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

function UndoButton() {
  const undo = useCommand('undo');
  const last = useRecipe((state) => state.past.at(-1)?.label);
  return (
    <IconButton {...undo} name={last === undefined ? 'Undo' : `Undo ${last}`}>
      <IconArrowBackUp size={16} stroke={1.6} />
    </IconButton>
  );
}

function RedoButton() {
  const redo = useCommand('redo');
  const last = useRecipe((state) => state.future.at(-1)?.label);
  return (
    <IconButton {...redo} name={last === undefined ? 'Redo' : `Redo ${last}`}>
      <IconArrowForwardUp size={16} stroke={1.6} />
    </IconButton>
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
  return (
    <Button kind="quiet" icon={<IconShare2 size={16} stroke={1.6} />} reason={reason} title={keys} onClick={onClick}>
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
