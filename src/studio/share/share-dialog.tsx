/** Sharing: a link that holds the whole recipe, the recipe as YAML, a model card. Nothing is uploaded. */
import { Modal, SegmentedControl } from '@mantine/core';
import { IconCheck, IconCopy, IconDownload, IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { parseRecipe } from '../../recipe/parse.ts';
import { Button, IconButton } from '../parts/button.tsx';
import { shortName } from '../state/model-marks.ts';
import { fileName } from '../state/recipe-text.ts';
import { save } from '../state/run-files.ts';
import { useRecipe, useSources, useView } from '../state/use-store.ts';
import { setView } from '../state/view-store.ts';
import { recipeCard } from './card.ts';
import { type Outgoing, outgoingLink } from './link-store.ts';
import styles from './share-dialog.module.css';

const close = () => setView({ dialog: undefined });

export function ShareDialog() {
  const open = useView((state) => state.dialog === 'share');
  return (
    <Modal.Root opened={open} onClose={close} size={600} yOffset="12vh" classNames={{ content: styles.content ?? '' }}>
      <Modal.Overlay />
      <Modal.Content aria-label="Share this recipe">
        <div className={styles.head}>
          <h2 tabIndex={-1} data-autofocus>
            Share this recipe
          </h2>
          <IconButton name="Close" onClick={close}>
            <IconX size={16} stroke={1.6} />
          </IconButton>
        </div>
        {open && <Contents />}
      </Modal.Content>
    </Modal.Root>
  );
}

/** Made anew when the recipe or what is known of its models changes. */
function useOutgoing(): Outgoing | undefined {
  const text = useRecipe((state) => state.text);
  const name = useRecipe((state) => state.name);
  const entries = useSources((state) => state.entries);
  const [outgoing, setOutgoing] = useState<Outgoing>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the link is read from the stores that these come from
  useEffect(() => {
    let over = false;
    void outgoingLink().then((made) => over || setOutgoing(made));
    return () => {
      over = true;
    };
  }, [text, name, entries]);
  return outgoing;
}

function Contents() {
  const outgoing = useOutgoing();
  if (!outgoing) return <div className={styles.body} />;
  return (
    <div className={styles.body}>
      <Link outgoing={outgoing} />
      <Pins outgoing={outgoing} />
      <Texts outgoing={outgoing} />
    </div>
  );
}

/** Programs that cut long links exist; most browsers and the Hub take far more. */
const LONG_LINK = 8000;

function Link({ outgoing: { href } }: { readonly outgoing: Outgoing }) {
  return (
    <section>
      <label className={styles.link}>
        <span>Link</span>
        <input readOnly value={href} onFocus={(event) => event.currentTarget.select()} />
      </label>
      <CopyButton kind="primary" text={href}>
        Copy link
      </CopyButton>
      <p className={styles.hint}>
        The recipe lies in the link itself, after the #, which browsers do not send to any server. Tokens are never in it.
        {href.length > LONG_LINK &&
          ` It is ${href.length.toLocaleString('en')} characters long; some mail and chat programs cut links like that.`}
      </p>
    </section>
  );
}

function Pins({ outgoing: { pinned, loose } }: { readonly outgoing: Outgoing }) {
  if (pinned.length + loose.length === 0) return undefined;
  return (
    <section>
      <h3>Models</h3>
      <ul className={styles.pins}>
        {pinned.map((ref) => (
          <li key={ref}>
            <code>{ref.replaceAll(/@([0-9a-f]{7})[0-9a-f]{33}/g, '@$1')}</code> <span>pinned to the commit that was read</span>
          </li>
        ))}
        {loose.map((ref) => (
          <li key={ref}>
            <code>{ref.startsWith('./demo/') ? shortName(ref) : ref}</code> <span>{looseNote(ref)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function looseNote(ref: string): string {
  if (ref.startsWith('./demo/')) return 'comes with Alloy';
  return ref.startsWith('.') || ref.startsWith('/') ? 'from your disk: others choose their own copy' : 'not read yet, so not pinned';
}

type TextKind = 'yaml' | 'card';

function Texts({ outgoing }: { readonly outgoing: Outgoing }) {
  const [kind, setKind] = useState<TextKind>('yaml');
  const { name, text } = outgoing;
  const { recipe } = parseRecipe(text);
  const shown = kind === 'card' && recipe ? recipeCard(name, text, recipe) : text;
  const [file, type] = kind === 'card' ? ['README.md', 'text/markdown'] : [`${fileName(name)}.yaml`, 'text/yaml'];
  return (
    <section>
      <div className={styles.textHead}>
        <SegmentedControl
          aria-label="Text"
          value={kind}
          data={[
            { value: 'yaml', label: 'YAML' },
            { value: 'card', label: 'Model card', disabled: !recipe },
          ]}
          onChange={(value) => setKind(value === 'card' ? 'card' : 'yaml')}
        />
        <CopyButton text={shown}>Copy</CopyButton>
        <Button icon={<IconDownload size={14} stroke={1.6} />} onClick={() => save(new Blob([shown], { type }), file)}>
          Save {file}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with keys */}
      <section className={styles.text} aria-label={kind === 'card' ? 'Model card' : 'Recipe as YAML'} tabIndex={0}>
        <pre>{shown}</pre>
      </section>
    </section>
  );
}

interface CopyButtonProps {
  readonly text: string;
  readonly kind?: 'primary' | 'default';
  readonly children: string;
}

const COPIED_MS = 2000;

/** Says on itself that it worked. */
function CopyButton({ text, kind = 'default', children }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  const Icon = copied ? IconCheck : IconCopy;
  return (
    <Button kind={kind} icon={<Icon size={14} stroke={1.6} />} onClick={() => void copy()}>
      <span aria-live="polite">{copied ? 'Copied' : children}</span>
    </Button>
  );
}
