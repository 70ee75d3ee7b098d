// SPDX-License-Identifier: GPL-3.0-or-later
// A workshop on npm @modelcontextprotocol/sdk: sessions, a standalone stream, resumable answers, requests of
// the server.
//   legacy.mjs [--stdio] [--json]     --json: answers as JSON documents where they can be
import { randomUUID } from 'node:crypto';
import process from 'node:process';

import { completable } from '@modelcontextprotocol/sdk/server/completable.js';
import { McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { CreateMessageResultSchema, ElicitResultSchema, ListRootsResultSchema, SubscribeRequestSchema,
    UnsubscribeRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import express from 'express';
import { z } from 'zod';

import { announce, endWithInput, listen } from './host.mjs';
import { Bench, beginning, count, everyKind, greeting, names, ordered, picture, question, sampling, standing, text,
    tones, wait } from './workshop.mjs';

function workshop() {
    const bench = new Bench();
    const subscribed = new Set();
    const server = new McpServer({ name: 'legacy-workshop', title: 'Legacy Workshop', version: '1.0.0' }, {
        instructions: 'Ask for what you need.',
        capabilities: { logging: {}, resources: { subscribe: true, listChanged: true } },
    });

    server.registerTool('add', { description: 'Adds two integers', inputSchema: { a: z.number().int(), b: z.number().int() },
        outputSchema: { sum: z.number().int() }, annotations: { readOnlyHint: true } },
        async ({ a, b }) => ({ ...text(String(a + b)), structuredContent: { sum: a + b } }));
    server.registerTool('show', { description: 'Every kind of content' }, async () => everyKind());
    server.registerTool('fail', { description: 'Always fails' },
        async () => ({ ...text('The anvil is broken'), isError: true }));
    server.registerTool('count', { description: 'Counts aloud', inputSchema: { to: z.number().int().max(100000) } },
        async ({ to }, extra) => count(to, {
            progress: (step) => extra._meta?.progressToken === undefined || extra.sendNotification(
                { method: 'notifications/progress', params: { progressToken: extra._meta.progressToken, ...step } }),
            log: (level, data) => server.server.isMessageIgnored(level, extra.sessionId) || extra.sendNotification(
                { method: 'notifications/message', params: { level, logger: 'count', data } }),
        }));
    server.registerTool('wait', { description: 'Works until it is cancelled' },
        async ({ signal }) => wait(bench, signal));
    server.registerTool('standing', { description: 'What happened here so far' }, async () => standing(bench));
    server.registerTool('ask', { description: 'Asks on the stream of the call' }, async (extra) => {
        const answer = await extra.sendRequest(
            { method: 'elicitation/create', params: { mode: 'form', ...question } }, ElicitResultSchema);
        return text(answer.action === 'accept' ? ordered(answer.content) : answer.action);
    });
    server.registerTool('ask_aside', { description: 'Asks on the standalone stream' }, async () => {
        const answer = await server.server.elicitInput({ mode: 'form', ...question });
        return text(answer.action === 'accept' ? ordered(answer.content) : answer.action);
    });
    server.registerTool('sample', { description: 'Wants a text of a model' }, async (extra) => {
        const answer = await extra.sendRequest(
            { method: 'sampling/createMessage', params: sampling }, CreateMessageResultSchema);
        return text(`${answer.model} says ${answer.content.text}`);
    });
    server.registerTool('roots', { description: 'Wants to know the roots' }, async (extra) => {
        const { roots } = await extra.sendRequest({ method: 'roots/list' }, ListRootsResultSchema);
        return text(roots.map(({ uri }) => uri).join(' '));
    });
    server.registerTool('grow', { description: 'Adds a tool' }, async () => {
        if (!bench.grown)
            server.registerTool('grown', { description: 'Came later' }, async () => text('here I am'));
        bench.grown = true;
        return text('grown');
    });
    server.registerTool('touch', { description: 'Changes the clock' }, async () => {
        bench.clock += 1;
        if (subscribed.has('workshop://clock'))
            await server.server.sendResourceUpdated({ uri: 'workshop://clock' });
        return text(String(bench.clock));
    });
    server.registerTool('drop', { description: 'Drops the stream and answers on the next one' }, async (extra) => {
        extra.closeSSEStream?.();
        return text('caught again');
    });

    server.server.setRequestHandler(SubscribeRequestSchema, async ({ params }) => {
        subscribed.add(params.uri);
        return {};
    });
    server.server.setRequestHandler(UnsubscribeRequestSchema, async ({ params }) => {
        subscribed.delete(params.uri);
        return {};
    });
    const plain = { mimeType: 'text/plain' };
    server.registerResource('greeting', 'workshop://greeting', { title: 'Greeting', description: 'A text', ...plain },
        async (uri) => {
            bench.reads += 1;
            return { contents: [{ uri: uri.href, text: greeting, ...plain }] };
        });
    server.registerResource('dot', 'workshop://dot', { mimeType: 'image/png' },
        async (uri) => ({ contents: [{ uri: uri.href, blob: picture, mimeType: 'image/png' }] }));
    server.registerResource('clock', 'workshop://clock', plain,
        async (uri) => ({ contents: [{ uri: uri.href, text: String(bench.clock), ...plain }] }));
    server.registerResource('tool', new ResourceTemplate('workshop://tool/{name}', {
        list: undefined, complete: { name: (start) => beginning(names, start) } }), { title: 'A tool on the wall', ...plain },
        async (uri, { name }) => ({ contents: [{ uri: uri.href, text: `a good ${name}`, ...plain }] }));

    server.registerPrompt('plain', { description: 'No arguments' },
        () => ({ messages: [{ role: 'user', content: { type: 'text', text: 'Build something.' } }] }));
    server.registerPrompt('letter', { description: 'A letter', argsSchema: {
        to: completable(z.string(), (start) => beginning(Object.keys(tones), start)),
        tone: completable(z.string().optional(),
            (start, context) => beginning(tones[context?.arguments?.to] ?? [], start)),
    } }, ({ to, tone }) => ({ description: `To ${to}`, messages: [
        { role: 'user', content: { type: 'text', text: `Write to ${to}, ${tone ?? 'plain'}.` } },
        { role: 'assistant', content: { type: 'image', data: picture, mimeType: 'image/png' } },
    ] }));
    return server;
}

/** Keeps every event, so that a dropped stream can be taken up again. */
class Kept {
    #events = [];
    async storeEvent(stream, message) {
        this.#events.push({ stream, message });
        return String(this.#events.length);
    }
    async replayEventsAfter(last, { send }) {
        const { stream } = this.#events[Number(last) - 1];
        for (let index = Number(last); index < this.#events.length; ++index)
            if (this.#events[index].stream === stream)
                await send(String(index + 1), this.#events[index].message);
        return stream;
    }
}

if (process.argv.includes('--stdio')) {
    await workshop().connect(new StdioServerTransport());
    endWithInput();
} else {
    const handler = {};
    const origin = await listen(handler);
    const transports = new Map();
    const app = express();
    app.use(express.json());
    app.all('/mcp', async (request, response) => {
        const id = request.headers['mcp-session-id'];
        let transport = transports.get(id);
        if (id && !transport)
            return response.status(404).end();
        if (!transport) {
            transport = new StreamableHTTPServerTransport({
                enableJsonResponse: process.argv.includes('--json'),
                eventStore: new Kept(),
                retryInterval: 50,
                sessionIdGenerator: randomUUID,
                onsessioninitialized: (fresh) => transports.set(fresh, transport),
                onsessionclosed: (closed) => transports.delete(closed),
            });
            await workshop().connect(transport);
        }
        await transport.handleRequest(request, response, request.body);
    });
    // Of the test, not of the protocol: sessions that are open, and all of them forgotten.
    app.get('/sessions', (_, response) => response.json({ open: transports.size }));
    app.post('/forget', (_, response) => {
        transports.clear();
        response.json({});
    });
    handler.current = app;
    announce({ url: `${origin}/mcp`, sessions: `${origin}/sessions`, forget: `${origin}/forget` });
}
