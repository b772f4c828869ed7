/** Sharing: a link that holds the whole recipe, the recipe as YAML, its model card, its graph. Nothing is uploaded. */
import { SegmentedControl } from '@mantine/core';
import { IconCheck, IconCopy, IconDownload } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { Button } from '../parts/button.tsx';
import { Dialog, DialogHead } from '../parts/dialog.tsx';
import { shortName } from '../state/model-marks.ts';
import { fileName } from '../state/recipe-text.ts';
import { save } from '../state/run-files.ts';
import { useRecipe, useSources, useView } from '../state/use-store.ts';
import { cardOf } from './card-text.ts';
import { drawnGraph, saveGraph } from './keep.ts';
import { type Outgoing, outgoingLink } from './outgoing-link.ts';
import styles from './share-dialog.module.css';

export function ShareDialog() {
  const open = useView((state) => state.dialog === 'share');
  return (
    <Dialog name="share" label="Share this recipe" width={600} top="12vh">
      <DialogHead title="Share this recipe" focused />
      {open && <Contents />}
    </Dialog>
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
      <Forms outgoing={outgoing} />
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

type Form = 'yaml' | 'card' | 'graph';

const FORMS: readonly { readonly value: Form; readonly label: string }[] = [
  { value: 'yaml', label: 'YAML' },
  { value: 'card', label: 'Model card' },
  { value: 'graph', label: 'Graph' },
];

function Forms({ outgoing: { name, text } }: { readonly outgoing: Outgoing }) {
  const [form, setForm] = useState<Form>('yaml');
  return (
    <section>
      <div className={styles.textHead}>
        <SegmentedControl
          aria-label="Share as"
          value={form}
          data={[...FORMS]}
          onChange={(value) => setForm(FORMS.find((each) => each.value === value)?.value ?? 'yaml')}
        />
        {form === 'yaml' && <TextTools text={text} file={`${fileName(name)}.yaml`} type="text/yaml" />}
        {form === 'card' && <CardTools name={name} text={text} />}
        {form === 'graph' && <GraphTools />}
      </div>
      {form === 'yaml' && <TextBox label="Recipe as YAML" text={text} />}
      {form === 'card' && <TextBox label="Model card" text={cardOf(name, text) ?? UNREADABLE} />}
      {form === 'graph' && <GraphPicture />}
    </section>
  );
}

const UNREADABLE = 'The text has an error: mend it, and there is something to show here.';

const downloadIcon = <IconDownload size={14} stroke={1.6} />;

function TextTools({ text, file, type }: { readonly text: string; readonly file: string; readonly type: string }) {
  return (
    <>
      <CopyButton text={text}>Copy</CopyButton>
      <Button icon={downloadIcon} onClick={() => save(new Blob([text], { type }), file)}>
        Save {file}
      </Button>
    </>
  );
}

function CardTools({ name, text }: { readonly name: string; readonly text: string }) {
  const card = cardOf(name, text);
  return card === undefined ? undefined : <TextTools text={card} file="README.md" type="text/markdown" />;
}

function TextBox({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with keys
    <section className={styles.text} aria-label={label} tabIndex={0}>
      <pre>{text}</pre>
    </section>
  );
}

function GraphTools() {
  return (['png', 'svg'] as const).map((kind) => (
    <Button key={kind} icon={downloadIcon} onClick={() => void saveGraph(kind)}>
      Save {kind.toUpperCase()}
    </Button>
  ));
}

/** As it will be saved. */
function GraphPicture() {
  const name = useRecipe((state) => state.name);
  const readable = useRecipe(({ recipe }) => recipe !== undefined);
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    let made: string | undefined;
    let over = false;
    void drawnGraph().then((drawing) => {
      if (over) return;
      made = URL.createObjectURL(drawing);
      setAddress(made);
    });
    return () => {
      over = true;
      if (made !== undefined) URL.revokeObjectURL(made);
    };
  }, []);
  return (
    <div className={styles.picture}>
      {!readable && UNREADABLE}
      {readable && address !== undefined && <img src={address} alt={`The merge graph of ${name}`} />}
    </div>
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
