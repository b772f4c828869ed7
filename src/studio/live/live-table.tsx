/** The result beside its parents, a row each. */
import { Cut } from '../parts/cut.tsx';
import { ModelTag } from '../parts/model-tag.tsx';
import { useTag } from '../parts/use-tag.ts';
import styles from './live.module.css';
import type { ParentTotals, Totals } from './totals.ts';
import { cosineText, normText, partText, shareText } from './words.ts';

interface LiveTableProps {
  readonly totals: Totals;
}

export function LiveTable({ totals }: LiveTableProps) {
  const { parents, conflict, conflictChance, resultNorm, pairs, layers, sampled } = totals;
  const only = pairs.length === 1 ? pairs[0] : undefined;
  // Where models were stacked, which of them the layers come from is the first thing to know.
  const stacked = parents.some((parent) => parent.layers < layers);
  const changed = hasBase(parents);
  return (
    <>
      <table className={styles.table} aria-label="The merge and its parents">
        <thead>
          <tr>
            <th>Parent</th>
            {stacked && (
              <th data-numeric title="Layers of the merge that it takes part in">
                Layers
              </th>
            )}
            <th data-numeric title="‖result − parent‖ / ‖parent‖">
              Distance
            </th>
            {changed && (
              <>
                <th data-numeric title="‖parent − base‖ / ‖base‖">
                  ‖τ‖/‖θ₀‖
                </th>
                <th data-numeric title="Share of its changes that are left out">
                  Trimmed
                </th>
              </>
            )}
            <th data-numeric title="‖parent‖">
              Norm
            </th>
          </tr>
        </thead>
        <tbody>
          {parents.map((parent) => (
            <ParentRow key={parent.ref} parent={parent} sampled={sampled} of={stacked ? layers : undefined} changed={changed} />
          ))}
        </tbody>
      </table>
      <dl className={styles.facts}>
        {canConflict(parents) && (
          <div>
            <dt>Conflict</dt>
            <dd>
              {conflict ? (
                <>
                  {shareText(conflict)} <span>chance {((conflictChance ?? 0) * 100).toFixed(0)} %</span>
                </>
              ) : (
                'nothing is contested'
              )}
            </dd>
          </div>
        )}
        {only && (
          <div>
            <dt>Cosine of the {changed ? 'changes' : 'weights'}</dt>
            <dd>{cosineText(only.cosine, totals)}</dd>
          </div>
        )}
        <div>
          <dt>Norm of the merge</dt>
          <dd>{normText(resultNorm, sampled)}</dd>
        </div>
      </dl>
    </>
  );
}

const hasBase = (parents: Totals['parents']): boolean => parents.some(({ base }) => base);

/** Signs are those of changes from a base, and it takes two to differ. */
const canConflict = (parents: Totals['parents']): boolean => hasBase(parents) && parents.length > 2;

interface RowProps {
  readonly parent: ParentTotals;
  readonly sampled: boolean;
  /** Layers of the merge; undefined where every parent takes part in all. */
  readonly of: number | undefined;
  /** There is a base that the parents changed. */
  readonly changed: boolean;
}

function ParentRow({ parent, sampled, of, changed }: RowProps) {
  const tag = useTag(parent.ref, parent.base);
  return (
    <tr>
      <td>
        <span className={styles.who}>
          <ModelTag {...tag} />
          <Cut text={parent.name} whole={parent.ref} />
        </span>
      </td>
      {of !== undefined && (
        <td data-numeric>
          {parent.layers} of {of}
        </td>
      )}
      <td data-numeric data-strong>
        {partText(parent.relativeDistance, sampled)}
      </td>
      {changed && (
        <>
          <td data-numeric>{partText(parent.relativeChange, sampled)}</td>
          <td data-numeric>{partText(parent.trimmed, sampled)}</td>
        </>
      )}
      <td data-numeric>{normText(parent.norm, sampled)}</td>
    </tr>
  );
}
