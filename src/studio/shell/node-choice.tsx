/** What is selected, as a name, and as a menu of everything on the graph. */
import { Select } from '@mantine/core';
import { useMemo } from 'react';
import { methodSpec } from '../../methods/specs.ts';
import { selectNode } from '../graph/graph-edits.ts';
import { type GraphNode, graphOf } from '../graph/graph-model.ts';
import { selectedNode } from '../graph/selection.ts';
import { distinctNames } from '../state/model-marks.ts';
import { useRecipe, useView } from '../state/use-store.ts';
import styles from './sheet.module.css';

interface NamedNode {
  readonly value: string;
  readonly label: string;
}

const methodLabel = (method: string): string => methodSpec(method)?.label ?? method;

/** Merges first: they have most to set. */
function named(nodes: readonly GraphNode[]): readonly NamedNode[] {
  const names = distinctNames(nodes.flatMap((node) => (node.kind === 'source' ? [node.ref] : [])));
  const merges = nodes.flatMap((node) => {
    if (node.kind !== 'merge') return [];
    return [{ value: node.id, label: node.name === undefined ? methodLabel(node.method) : `${methodLabel(node.method)}, ${node.name}` }];
  });
  const sources = nodes.flatMap((node) => (node.kind === 'source' ? [{ value: node.id, label: names.get(node.ref) ?? node.ref }] : []));
  return [...merges.reverse(), ...sources, ...nodes.flatMap(({ kind, id }) => (kind === 'output' ? [{ value: id, label: 'Output' }] : []))];
}

function useNodes(): readonly NamedNode[] {
  // As text: the names stay the same while values move.
  const text = useRecipe(({ recipe, loose }) => JSON.stringify(named(graphOf(recipe, loose).nodes)));
  return useMemo(() => JSON.parse(text) as readonly NamedNode[], [text]);
}

function useSelected(): string {
  const selection = useView((state) => state.selection);
  return useRecipe(({ recipe }) => selectedNode(recipe, selection));
}

export function useSelectedTitle(): string {
  const nodes = useNodes();
  const selected = useSelected();
  return nodes.find(({ value }) => value === selected)?.label ?? 'No recipe';
}

export function NodeChoice() {
  const nodes = useNodes();
  const selected = useSelected();
  return (
    <Select
      className={styles.choice ?? ''}
      classNames={{ input: styles.choiceInput ?? '' }}
      aria-label="Selected"
      placeholder="No recipe"
      data={[...nodes]}
      value={nodes.some(({ value }) => value === selected) ? selected : null}
      comboboxProps={{ width: 'max-content', position: 'top-start' }}
      onChange={(id) => id !== null && selectNode(id)}
    />
  );
}
