// SPDX-License-Identifier: GPL-3.0-or-later
// How every peer here is hosted: on a free loopback port, told as one line of JSON, until its input ends.
import { createServer } from 'node:http';
import process from 'node:process';

/** Starts to listen; what is asked goes to `handler.current`, which may be set later. */
export async function listen(handler) {
    const server = createServer((request, response) => handler.current(request, response));
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${server.address().port}`;
}

export function announce(addresses) {
    process.stdout.write(`${JSON.stringify(addresses)}\n`);
    process.stdin.resume();
    endWithInput();
}

export function endWithInput() {
    process.stdin.on('close', () => process.exit(0));
    process.stdin.on('end', () => process.exit(0));
}
