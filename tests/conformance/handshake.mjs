// SPDX-License-Identifier: GPL-3.0-or-later
// The least client: says initialize and that it is initialized.
//   handshake.mjs [--version V] [--then-fail WORDS] URL
import process from 'node:process';
import { parseArgs } from 'node:util';

const { values, positionals: [url] } = parseArgs({
    allowPositionals: true,
    options: { version: { type: 'string', default: '2025-11-25' }, 'then-fail': { type: 'string' } },
});

async function post(message, headers = {}) {
    return fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
        body: JSON.stringify({ jsonrpc: '2.0', ...message }),
    });
}

const answer = await post({ id: 1, method: 'initialize', params: {
    protocolVersion: values.version, capabilities: {}, clientInfo: { name: 'handshake', version: '1.0.0' } } });
await answer.text();
const session = answer.headers.get('mcp-session-id');
await post({ method: 'notifications/initialized' },
    { 'mcp-protocol-version': values.version, ...(session ? { 'mcp-session-id': session } : {}) });
if (values['then-fail'] !== undefined) {
    console.error(values['then-fail']);
    process.exit(3);
}
