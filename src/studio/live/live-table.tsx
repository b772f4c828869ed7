/** The result beside its parents, a row each. */
import type { Observation } from '../../engine/client.ts';
import { exactText } from '../map/words.ts';
import { Cut } from '../parts/cut.tsx';
import { ModelTag } from '../parts/model-tag.tsx';
import { useTag } from '../parts/use-tag.ts';
import { shortName } from '../state/model-marks.ts';
import { percent } from '../words/format.ts';
import styles from './live.module.css';
import type { ParentTotals, Totals } from './totals.ts';
import { shareText } from './words.ts';

interface LiveTableProps {
  readonly totals: Totals;
  readonly inputs: Observation['inputs'];
}

export function LiveTable({ totals }: LiveTableProps) {
  const { parents, conflict, conflictChance, resultNorm, pairs } = totals;
  const only = pairs.length === 1 ? pairs[0] : undefined;
  return (
    <>
      <table className={styles.table} aria-label="The merge and its parents">
        <thead>
          <tr>
            <th>Parent</th>
            <th data-numeric title="‖result − parent‖ / ‖parent‖">
              Distance
            </th>
            <th data-numeric title="‖parent − base‖ / ‖base‖">
              ‖τ‖/‖θ₀‖
            </th>
            <th data-numeric title="Share of its changes that are left out">
              Trimmed
            </th>
            <th data-numeric title="‖parent‖">
              Norm
            </th>
          </tr>
        </thead>
        <tbody>
          {parents.map((parent) => (
            <ParentRow key={parent.ref} parent={parent} />
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
        {only?.cosine !== undefined && (
          <div>
            <dt>Cosine of the {hasBase(parents) ? 'changes' : 'weights'}</dt>
            <dd>{exactText(only.cosine)}</dd>
          </div>
        )}
        <div>
          <dt>Norm of the merge</dt>
          <dd>{exactText(resultNorm)}</dd>
        </div>
      </dl>
    </>
  );
}

const hasBase = (parents: Totals['parents']): boolean => parents.some(({ base }) => base);

/** Signs are those of changes from a base, and it takes two to differ. */
const canConflict = (parents: Totals['parents']): boolean => hasBase(parents) && parents.length > 2;

function ParentRow({ parent: { ref, base, relativeDistance, relativeChange, trimmed, norm } }: { readonly parent: ParentTotals }) {
  const tag = useTag(ref, base);
  return (
    <tr>
      <td>
        <span className={styles.who}>
          <ModelTag {...tag} />
          <Cut text={shortName(ref)} />
        </span>
      </td>
      <td data-numeric data-strong>
        {percent(relativeDistance)}
      </td>
      <td data-numeric>{relativeChange === undefined ? '–' : percent(relativeChange)}</td>
      <td data-numeric>{trimmed === undefined ? '–' : percent(trimmed)}</td>
      <td data-numeric>{exactText(norm)}</td>
    </tr>
  );
}
