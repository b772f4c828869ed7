/** The methods that a new merge may have, as a menu where the connection was dropped, or at the selected node. */
import { Menu } from '@mantine/core';
import { Fragment } from 'react';
import { useStore } from 'zustand';
import { METHOD_SPECS } from '../../methods/specs.ts';
import { METHOD_KINDS } from '../merge/method-head.tsx';
import { shortName } from '../state/model-marks.ts';
import styles from './graph.module.css';
import { addMerge } from './graph-edits.ts';
import { graphStore, setGraph } from './graph-store.ts';
import { MethodShape } from './method-shape.tsx';

export function MethodMenu() {
  const menu = useStore(graphStore, (state) => state.menu);
  if (!menu) return undefined;
  const { after, also } = menu.place;
  const both = also === undefined ? '' : ` with ${shortName(also)}`;
  const title = after === undefined ? 'Merge the result further' : `Merge ${shortName(after)}${both} by`;
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
            {METHOD_SPECS.filter((spec) => spec.kind === kind).map(({ id, label }) => (
              <Menu.Item key={id} leftSection={<MethodShape method={id} />} onClick={() => addMerge(id, menu)}>
                {label}
              </Menu.Item>
            ))}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
