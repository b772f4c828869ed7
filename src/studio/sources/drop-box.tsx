/** Where files go in: a box that says so, and pickers for files and folders. */
import { IconUpload } from '@tabler/icons-react';
import { type ComponentProps, useRef } from 'react';
import { fromInput } from '../state/picked-files.ts';
import { takePicked } from '../state/take-picked.ts';
import styles from './drop-box.module.css';

export function DropBox() {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  return (
    <div className={styles.box}>
      <IconUpload size={18} stroke={1.6} aria-hidden />
      <p>
        Drop a model, a folder or a recipe, or choose{' '}
        <button type="button" onClick={() => files.current?.click()}>
          files
        </button>{' '}
        or a{' '}
        <button type="button" onClick={() => folder.current?.click()}>
          folder
        </button>
      </p>
      <FilePicker ref={files} />
      <FilePicker ref={folder} webkitdirectory="" />
    </div>
  );
}

type PickerProps = Pick<ComponentProps<'input'>, 'ref'> & { readonly webkitdirectory?: string };

/** The browser's own picker; a click on something visible opens it. */
export function FilePicker(props: PickerProps) {
  return (
    <input
      {...props}
      type="file"
      multiple
      hidden
      onChange={(event) => {
        const { files } = event.currentTarget;
        if (files?.length) void takePicked(fromInput(files));
        // The same files may be picked again.
        event.currentTarget.value = '';
      }}
    />
  );
}
