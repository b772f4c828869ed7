import { defined } from '../../base/assert.ts';
import { kernelSuite } from '../kernels.suite.ts';
import { spawnWasmLanes } from './spawn-lanes.ts';

kernelSuite(
  'the WebAssembly kernels in a worker',
  async () => {
    const [lane, spare] = await spawnWasmLanes(2);
    spare?.close();
    return defined(lane, 'the lane');
  },
  { exact: true, without: ['combine', 'measure', 'pointwise', 'variance'] },
);
