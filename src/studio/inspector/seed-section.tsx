/** Chance in a merge: the seed, and whose stream of numbers it starts. Only methods that draw show it. */
import { SegmentedControl } from '@mantine/core';
import { useId, useState } from 'react';
import { NumberField } from '../parts/number-field.tsx';
import { Section } from '../parts/section.tsx';
import { setSettings } from '../state/settings-store.ts';
import { useSettings } from '../state/use-store.ts';
import styles from './inspector.module.css';

const SEEDS = { min: 0, max: 4_294_967_295, step: 1, whole: true, limits: { min: 0, max: 4_294_967_295 } } as const;

export function SeedSection() {
  const seed = useSettings((state) => state.seed);
  const random = useSettings((state) => state.random);
  const [fault, setFault] = useState<string | undefined>(undefined);
  const id = useId();
  return (
    <Section title="Chance">
      <div className={styles.choice}>
        <span>Seed</span>
        <NumberField
          name="Seed"
          label="seed"
          text={String(seed)}
          scale={SEEDS}
          fault={fault}
          faultId={id}
          onFault={setFault}
          onStep={(steps) => setSettings({ seed: Math.min(SEEDS.max, Math.max(SEEDS.min, Math.round(seed + steps))) })}
          onCommit={(value) => setSettings({ seed: value })}
        />
      </div>
      {fault !== undefined && (
        <p id={id} className={styles.fault} role="alert">
          {fault}
        </p>
      )}
      <div className={styles.choice}>
        <span>Numbers of</span>
        <SegmentedControl
          aria-label="Random numbers"
          data={[
            { value: 'philox', label: 'Alloy' },
            { value: 'mergekit', label: 'mergekit' },
          ]}
          value={random}
          onChange={(value) => setSettings({ random: value === 'mergekit' ? 'mergekit' : 'philox' })}
        />
      </div>
      <p className={styles.note}>
        {random === 'philox'
          ? 'The same seed gives the same merge on every machine.'
          : 'The stream that mergekit draws on a processor: a published recipe with a seed comes out the same.'}
      </p>
    </Section>
  );
}
