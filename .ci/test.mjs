/** `npm test`: everything that can be checked on this machine, from a fresh clone. */
import { install, npm } from './install.mjs';

install();
npm(['run', '--silent', 'test:all']);
