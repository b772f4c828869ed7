/** The three kinds of node. They take their structure as data and read every value from the stores, so that a drag renders one. */

import { IconAlertCircle, IconCloud, IconLock, IconPackageExport } from '@tabler/icons-react';
import { Handle, type Node, type NodeProps, Position, useConnection, useUpdateNodeInternals } from '@xyflow/react';
import { memo, useEffect } from 'react';
import { useStore } from 'zustand';
import { methodSpec } from '../../methods/specs.ts';
import { outputDocument } from '../../recipe/slices.ts';
import { useDocumentConflict } from '../live/document-conflict.ts';
import { shareText } from '../live/words.ts';
import { Cut } from '../parts/cut.tsx';
import { ModelTag } from '../parts/model-tag.tsx';
import { useRole, useTag } from '../parts/use-tag.ts';
import { useWindowClass } from '../shell/use-window.ts';
import { isNetwork } from '../state/library.ts';
import type { SourceEntry } from '../state/sources-store.ts';
import { useJob, useRecipe, useSources } from '../state/use-store.ts';
import { counted, percent, writtenBytes, writtenCount } from '../words/format.ts';
import { Badge } from './badge.tsx';
import styles from './graph.module.css';
import { FREE_PORT, type GraphNode, OUTPUT_PORT } from './graph-model.ts';
import { graphStore } from './graph-store.ts';
import { MethodShape } from './method-shape.tsx';
import { placeOf, useNodeName } from './names.ts';
import { ParentRows, SharedRow } from './parent-rows.tsx';

/** xyflow dresses a type `output` in its own way: ours has another name. */
export type FlowNode = Node<{ readonly node: GraphNode }, 'source' | 'merge' | 'end'>;

export const typeOf = ({ kind }: GraphNode): NonNullable<FlowNode['type']> => (kind === 'output' ? 'end' : kind);

/** The port of results. */
export const RESULT_PORT = 'out';

const Result = () => <Handle id={RESULT_PORT} type="source" position={Position.Right} className={styles.port ?? ''} aria-hidden="true" />;

/** A model or a file is dragged over it. */
const useOver = (id: string): true | undefined => useStore(graphStore, ({ dropOn }) => dropOn === id || undefined);

/** xyflow tells a node its place with every move; nothing in it depends on that. */
const sameNode = (a: NodeProps<FlowNode>, b: NodeProps<FlowNode>): boolean => a.data === b.data && a.selected === b.selected;

const SourceNode = memo(function SourceNode({ id, data: { node }, selected }: NodeProps<FlowNode>) {
  return node.kind === 'source' ? <Source id={id} modelRef={node.ref} selected={selected} /> : undefined;
}, sameNode);

function Source({ id, modelRef, selected }: { readonly id: string; readonly modelRef: string; readonly selected: boolean }) {
  const over = useOver(id);
  const isBase = useRole(modelRef) === 'base';
  const tag = useTag(modelRef, isBase);
  const name = useNodeName(modelRef);
  const entry = useSources(({ entries }) => entries[modelRef]);
  const fault = entry?.state.kind === 'fault' ? (entry.state.fault.code === 'access' ? 'access' : 'error') : undefined;
  const compact = useWindowClass() === 'phone';
  return (
    <div className={styles.node} data-selected={selected || undefined} data-over={over} data-fault={fault}>
      <div className={styles.source}>
        <ModelTag {...tag} size="large" />
        <span className={styles.sourceName}>
          {compact && fault ? <small data-tone={fault}>{FAULTS[fault]}</small> : <small>{placeOf(modelRef)}</small>}
          <strong>
            <Cut text={name} whole={modelRef} tail={6} />
          </strong>
        </span>
      </div>
      {!compact && <SourceFoot entry={entry} />}
      <Result />
    </div>
  );
}

const FAULTS = { access: 'access is needed', error: 'cannot be read' } as const;

function SourceFoot({ entry }: { readonly entry: SourceEntry | undefined }) {
  if (entry?.state.kind === 'fault') {
    const access = entry.state.fault.code === 'access';
    const Icon = access ? IconLock : IconAlertCircle;
    return (
      <div className={styles.foot} data-tone={access ? 'warning' : 'error'} title={entry.state.fault.what}>
        <Icon size={13} stroke={1.6} aria-hidden />
        <span className={styles.footText}>{access ? FAULTS.access : entry.state.fault.what}</span>
      </div>
    );
  }
  if (entry?.state.kind !== 'ready') return <div className={styles.foot}>reading headers</div>;
  const { parameters, dtypes, bytes } = entry.state.summary;
  const network = isNetwork(entry.spec);
  return (
    <div className={styles.foot}>
      {network && <IconCloud size={13} stroke={1.6} aria-label="from the Hub" />}
      <span className={styles.footText}>{[writtenCount(parameters), dtypes[0]].filter(Boolean).join(' · ')}</span>
      {network && <span className={styles.footEnd}>{writtenBytes(bytes)}</span>}
    </div>
  );
}

const MergeNodeView = memo(function MergeNodeView({ id, data: { node }, selected }: NodeProps<FlowNode>) {
  const updateInternals = useUpdateNodeInternals();
  const over = useOver(id);
  const ports = node.kind === 'merge' ? node.rows.map(({ port }) => port).join(' ') + node.wants : '';
  // biome-ignore lint/correctness/useExhaustiveDependencies: the ports are what has to be measured again
  useEffect(() => updateInternals(id), [id, ports, updateInternals]);
  if (node.kind !== 'merge') return undefined;
  const { document, name, method, rows, wants } = node;
  const label = methodSpec(method)?.label ?? method;
  return (
    <div className={styles.node} data-selected={selected || undefined} data-over={over}>
      <div className={styles.head}>
        <span className={styles.shape}>
          <MethodShape method={method} />
        </span>
        <span className={styles.title}>
          <strong>{label}</strong>
          {name !== undefined && <small>{name}</small>}
        </span>
        <Badge document={document} id={id} />
      </div>
      <Whole />
      <ParentRows document={document} method={method} merge={name ?? label} rows={rows} />
      {wants > 0 && <WantedRow />}
      <SharedRow document={document} method={method} merge={name ?? label} />
      <MergeFoot document={document} parents={rows.length} />
      <Result />
    </div>
  );
}, sameNode);

function WantedRow() {
  return (
    <div className={styles.row} data-tone="error">
      <Handle id={`${FREE_PORT} row`} type="target" position={Position.Left} className={styles.port ?? ''} aria-hidden="true" />
      <span className={styles.question} aria-hidden="true">
        ?
      </span>
      needs a model
    </div>
  );
}

/** While a connection is dragged the whole node takes it, as one more model. */
function Whole() {
  const connecting = useConnection((connection) => connection.inProgress && connection.fromHandle.type === 'source');
  return (
    <Handle
      id={FREE_PORT}
      type="target"
      position={Position.Left}
      className={styles.whole ?? ''}
      data-open={connecting || undefined}
      isConnectableStart={false}
      aria-hidden="true"
    />
  );
}

function MergeFoot({ document, parents }: { readonly document: number; readonly parents: number }) {
  const last = useRecipe(({ recipe }) => recipe !== undefined && outputDocument(recipe) === document);
  const dtype = useRecipe(({ recipe }) => recipe?.documents[document]?.dtype);
  const tensors = useJob(({ plan }) => plan.summary?.tensors.length);
  const conflict = useDocumentConflict(document);
  return (
    <div className={styles.foot}>
      <span>{last && tensors !== undefined ? counted(tensors, 'tensor') : counted(parents, 'parent')}</span>
      {conflict ? (
        <span className={styles.footEnd}>conflict {conflict.error === 0 ? percent(conflict.value) : shareText(conflict)}</span>
      ) : (
        dtype !== undefined && <span className={styles.footEnd}>{SHORT[dtype]}</span>
      )}
    </div>
  );
}

const SHORT = { float16: 'F16', bfloat16: 'BF16', float32: 'F32', float64: 'F64' } as const;

const OutputNode = memo(function OutputNode({ selected }: NodeProps<FlowNode>) {
  const name = useRecipe((state) => state.name);
  const size = useJob(({ plan }) => plan.summary?.cost.writeBytes);
  const files = useJob(({ plan }) => plan.summary?.files.length);
  const dtype = useJob(({ plan }) => plan.summary?.tensors[0]?.to);
  return (
    <div className={styles.node} data-selected={selected || undefined}>
      <Handle id={OUTPUT_PORT} type="target" position={Position.Left} className={styles.port ?? ''} aria-hidden="true" />
      <div className={styles.output}>
        <IconPackageExport size={18} stroke={1.6} aria-hidden />
        <strong>Output</strong>
      </div>
      <p className={styles.outputText}>
        <span>{name}</span>
        <span>
          {size === undefined ? 'not planned yet' : [dtype, writtenBytes(size), counted(files ?? 1, 'file')].filter(Boolean).join(' · ')}
        </span>
      </p>
    </div>
  );
}, sameNode);

export const NODE_TYPES = { source: SourceNode, merge: MergeNodeView, end: OutputNode };
