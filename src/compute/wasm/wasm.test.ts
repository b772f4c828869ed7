import { kernelSuite } from '../kernels.suite.ts';
import { createWasmBackend } from './backend.ts';

kernelSuite('the WebAssembly kernels', createWasmBackend, { exact: true });
