/** Says what the keys lead to, at most once a second: for those who do not see the cursor move. */
import { VisuallyHidden } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';

const PAUSE_MS = 1000;

export function Speech({ text }: { readonly text: string }) {
  const [said, setSaid] = useState('');
  const last = useRef(0);
  useEffect(() => {
    const wait = Math.max(0, last.current + PAUSE_MS - performance.now());
    const timer = setTimeout(() => {
      last.current = performance.now();
      setSaid(text);
    }, wait);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {said}
    </VisuallyHidden>
  );
}
