/** A fault in the part that failed: what, where, and what to do. */
import type { PlainFault } from '../../base/errors.ts';
import { Notice } from '../parts/notice.tsx';

export function FaultNote({ fault }: { readonly fault: PlainFault }) {
  return (
    <Notice tone="error" title={fault.what}>
      {[fault.where, fault.hint].filter(Boolean).join('. ')}
    </Notice>
  );
}
