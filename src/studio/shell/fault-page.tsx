/** In the page's place when drawing it failed: what happened, and the ways on. The recipe is safe, and can be taken along. */
import { Component, type ReactNode } from 'react';
import { asAlloyError } from '../../base/errors.ts';
import { Button } from '../parts/button.tsx';
import { copyRecipeText } from '../state/recipe-text.ts';
import { keep, startOver } from '../state/saved.ts';
import styles from './fault-page.module.css';

interface FaultState {
  readonly thrown: unknown;
}

/** React takes the whole page down when a part of it throws and nobody catches. */
export class FaultBoundary extends Component<{ readonly children: ReactNode }, FaultState> {
  static getDerivedStateFromError = (thrown: unknown): FaultState => ({ thrown });

  override state: FaultState = { thrown: undefined };

  override render() {
    const { thrown } = this.state;
    return thrown === undefined ? this.props.children : <FaultPage thrown={thrown} />;
  }
}

export function FaultPage({ thrown }: { readonly thrown: unknown }) {
  const { code, what, hint } = asAlloyError(thrown);
  const mayBeRecipe = code !== 'network';
  return (
    <main className={styles.page} role="alert">
      <h1>The page stopped</h1>
      <p>
        {what} {hint}
      </p>
      <p>Your recipe is kept in this browser.{mayBeRecipe && ' If it is what stops the page, copy it and begin with an empty one.'}</p>
      <div className={styles.ways}>
        <Button kind="primary" size="large" onClick={() => leave(keep)}>
          Load anew
        </Button>
        <Button size="large" onClick={() => void copyRecipeText()}>
          Copy the recipe
        </Button>
        {mayBeRecipe && (
          <Button size="large" onClick={() => leave(startOver)}>
            Begin with an empty page
          </Button>
        )}
      </div>
    </main>
  );
}

function leave(first: () => void): void {
  first();
  location.reload();
}
