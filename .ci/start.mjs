/** `npm start`: from a fresh clone to the studio in a browser. */
import { install, npm } from './install.mjs';

const hasScreen = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

install();
npm(['run', '--silent', 'build', '--', '--logLevel', 'warn']);
npm(['run', '--silent', 'preview', '--', ...(hasScreen && !process.env.CI ? ['--open'] : []), ...process.argv.slice(2)]);
