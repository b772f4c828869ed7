/** A read token for the Hub. It stays in this tab's memory: no store, no reload keeps it. */
import { type FormEvent, useId, useState } from 'react';
import { Button } from '../parts/button.tsx';
import { setToken } from '../state/sources-store.ts';
import { useSources } from '../state/use-store.ts';
import styles from './sources-dialog.module.css';

export function TokenField() {
  const token = useSources((state) => state.token);
  const host = useSources((state) => new URL(state.hubUrl ?? 'https://huggingface.co').host);
  const [text, setText] = useState('');
  const note = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== '') setToken(text.trim());
    setText('');
  };
  return (
    <form className={styles.tokenForm} onSubmit={submit}>
      {token === undefined ? (
        <>
          <input
            type="password"
            value={text}
            placeholder="hf_…"
            aria-label="Read token for the Hub"
            aria-describedby={note}
            autoComplete="off"
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Button type="submit" reason={text.trim() === '' ? 'Paste a token first' : undefined}>
            Use token
          </Button>
        </>
      ) : (
        <Button onClick={() => setToken(undefined)}>Forget the token</Button>
      )}
      <p id={note}>
        {token === undefined ? 'It stays' : 'A token is kept'} in this tab’s memory and goes to {host} only.
      </p>
    </form>
  );
}
