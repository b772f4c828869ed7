import { kernelSuite } from '../kernels.suite.ts';
import { createReferenceBackend } from './backend.ts';

kernelSuite('the float32 twin, by the measure of a graphics device', async () => createReferenceBackend('float32'), { exact: false });
