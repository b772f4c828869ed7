/** Folders without safetensors: what they hold instead, and what to use. */
import { AlloyError } from '../base/errors.ts';
import type { FileFacts } from '../formats/checkpoint.ts';
import { GGUF_HEAD_BYTES, parseGgufHead } from '../formats/gguf.ts';
import type { OpenFiles } from './checkpoint.ts';

const refusal = (what: string, where: string, hint: string) => new AlloyError({ code: 'unsupported', what, where, hint });

/** Formats by the ends of their files, most telling first. */
const OTHERS: readonly {
  readonly ends: readonly string[];
  readonly explain: (file: FileFacts, files: OpenFiles, signal: AbortSignal) => Promise<AlloyError>;
}[] = [
  { ends: ['.gguf'], explain: explainGguf },
  {
    ends: ['.bin', '.pt', '.pth', '.ckpt'],
    explain: async ({ path }) =>
      refusal(
        'The weights are PyTorch pickle files, which are programs and not only data; Alloy does not run them.',
        path,
        'Use a safetensors version; on the Hub, huggingface.co/spaces/safetensors/convert makes one.',
      ),
  },
  {
    ends: ['.onnx', '.h5', '.msgpack', '.tflite'],
    explain: async ({ path }) => refusal('The weights are those of another runtime.', path, 'Use the safetensors version of the model.'),
  },
];

/** The error for a list of files without safetensors at its top. */
export async function explainNoWeights(files: OpenFiles, signal: AbortSignal): Promise<AlloyError> {
  for (const { ends, explain } of OTHERS) {
    const file = files.files.find(({ path }) => ends.some((end) => path.toLowerCase().endsWith(end)));
    if (file) return explain(file, files, signal);
  }
  const below = files.files.find(({ path }) => path.endsWith('.safetensors'));
  const hint = below
    ? `There are some in the folder ${below.path.split('/').slice(0, -1).join('/')}; open that.`
    : 'Give model.safetensors, or its shards with their index.';
  return new AlloyError({ code: 'missing', what: 'There are no safetensors files here.', where: files.label, hint });
}

async function explainGguf(file: FileFacts, files: OpenFiles, signal: AbortSignal): Promise<AlloyError> {
  const head = new Uint8Array(Math.min(file.bytes, GGUF_HEAD_BYTES));
  if (head.length > 0) await files.read(file, 0, head, signal);
  const { version, architecture, quantisation } = parseGgufHead(head, file.path);
  const model = [architecture, quantisation].filter(Boolean).join(', ');
  return refusal(
    `This is a GGUF file (version ${version}${model && `: ${model}`}), made for running a model and not for merging.`,
    file.path,
    'Use the safetensors checkpoint it was made from, usually named in its card.',
  );
}
