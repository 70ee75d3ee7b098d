// SPDX-License-Identifier: GPL-3.0-or-later
// npm @modelcontextprotocol/server-everything over streamable HTTP. It chooses its port and its interface
// itself: here it gets a free port of the loopback interface whatever it asks for. With standard input and
// output it is run directly.
import { Server } from 'node:net';

import { announce } from './host.mjs';

const listen = Server.prototype.listen;
Server.prototype.listen = function (...asked) {
    this.once('listening', () => announce({ url: `http://127.0.0.1:${this.address().port}/mcp` }));
    return listen.call(this, 0, '127.0.0.1', asked.find((argument) => typeof argument === 'function'));
};
console.log = console.error; // standard output is ours
await import('@modelcontextprotocol/server-everything/dist/transports/streamableHttp.js');
