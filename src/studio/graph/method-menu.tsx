/** The methods that a new merge may have, as a menu where the connection was dropped, or at the selected node. */
import { Menu } from '@mantine/core';
import { Fragment } from 'react';
import { useStore } from 'zustand';
import { METHOD_SPECS, type MethodSpec } from '../../methods/specs.ts';
import { METHOD_KINDS } from '../merge/method-head.tsx';
import { shortName } from '../state/model-marks.ts';
import styles from './graph.module.css';
import { addMerge, methodRefusal, namesOf } from './graph-edits.ts';
import { graphStore, type MethodMenu as Place, setGraph } from './graph-store.ts';
import { MethodShape } from './method-shape.tsx';

export function MethodMenu() {
  const menu = useStore(graphStore, (state) => state.menu);
  if (!menu) return undefined;
  const { after, also = [] } = menu.place;
  const others = also.length === 0 ? '' : ` with ${namesOf(also)}`;
  const title = after === undefined ? 'Merge the result further' : `Merge ${shortName(after)}${others} by`;
  return (
    <Menu opened position="bottom-start" width={240} onChange={() => setGraph({ menu: undefined })}>
      <Menu.Target>
        <span className={styles.menuSpot} style={{ left: menu.x, top: menu.y }} />
      </Menu.Target>
      <Menu.Dropdown className={styles.methods} aria-label={title}>
        <Menu.Label>{title}</Menu.Label>
        {METHOD_KINDS.map(([kind, group]) => (
          <Fragment key={kind}>
            <Menu.Label>{group}</Menu.Label>
            {METHOD_SPECS.filter((spec) => spec.kind === kind).map((spec) => (
              <Method key={spec.id} {...spec} menu={menu} />
            ))}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** One that has no room for all of the models says so. */
function Method({ id, label, menu }: Pick<MethodSpec, 'id' | 'label'> & { readonly menu: Place }) {
  const refusal = methodRefusal(id, menu.place);
  return (
    <Menu.Item
      leftSection={<MethodShape method={id} />}
      disabled={refusal !== undefined}
      rightSection={refusal !== undefined && <span className={styles.methodNote}>{refusal}</span>}
      onClick={() => addMerge(id, menu)}
    >
      {label}
    </Menu.Item>
  );
}
