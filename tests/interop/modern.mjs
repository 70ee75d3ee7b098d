// SPDX-License-Identifier: GPL-3.0-or-later
// A workshop on npm @modelcontextprotocol/server: stateless, revision 2026-07-28.
//   modern.mjs [--stdio] [--both] [--slow]     --both: serves the legacy era too; --slow: begins to read late
import { randomBytes } from 'node:crypto';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

import { toNodeHandler } from '@modelcontextprotocol/node';
import { McpServer, ResourceTemplate, acceptedContent, completable, createMcpHandler, createRequestStateCodec,
    fromJsonSchema, inputRequired, inputResponse } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { z } from 'zod';

import { announce, endWithInput, listen } from './host.mjs';
import { Bench, beginning, count, everyKind, greeting, names, ordered, picture, question, sampling, standing, text,
    tones, wait } from './workshop.mjs';

const bench = new Bench();
const codec = createRequestStateCodec({ key: randomBytes(32) });
const minute = { ttlMs: 60000, cacheScope: 'private' };
let handler; // with HTTP: tells every open subscription

const ask = () => inputRequired({ inputRequests: { order: inputRequired.elicit(question) } });
const given = (context, key) => inputResponse(context.mcpReq.inputResponses, key);
const schemaOf = (properties) => fromJsonSchema({ type: 'object', properties });

function addGrown(server) {
    server.registerTool('grown', { description: 'Came later' }, async () => text('here I am'));
}

function workshop() {
    const server = new McpServer({ name: 'modern-workshop', title: 'Modern Workshop', version: '2.0.0' }, {
        instructions: 'Ask for what you need.',
        capabilities: { logging: {}, tools: { listChanged: true }, prompts: { listChanged: true },
            resources: { subscribe: true, listChanged: true } },
        cacheHints: { 'tools/list': minute, 'prompts/list': minute, 'resources/list': minute,
            'resources/templates/list': minute, 'server/discover': minute },
        requestState: { verify: codec.verify },
    });

    server.registerTool('add', { description: 'Adds two integers',
        inputSchema: z.object({ a: z.number().int(), b: z.number().int() }), outputSchema: z.object({ sum: z.number().int() }),
        annotations: { readOnlyHint: true } },
        async ({ a, b }) => ({ ...text(String(a + b)), structuredContent: { sum: a + b } }));
    server.registerTool('show', { description: 'Every kind of content' }, async () => everyKind());
    server.registerTool('fail', { description: 'Always fails' },
        async () => ({ ...text('The anvil is broken'), isError: true }));
    server.registerTool('count', { description: 'Counts aloud', inputSchema: z.object({ to: z.number().int().max(100000) }) },
        async ({ to }, { mcpReq }) => count(to, {
            progress: (step) => mcpReq._meta?.progressToken === undefined || mcpReq.notify(
                { method: 'notifications/progress', params: { progressToken: mcpReq._meta.progressToken, ...step } }),
            log: (level, data) => mcpReq.log(level, data, 'count'),
        }));
    server.registerTool('wait', { description: 'Works until it is cancelled' },
        async ({ mcpReq }) => wait(bench, mcpReq.signal));
    server.registerTool('standing', { description: 'What happened here so far' }, async () => standing(bench));
    server.registerTool('ask', { description: 'Asks for a form' }, async (context) => {
        const answer = given(context, 'order');
        if (answer.kind !== 'elicit')
            return ask();
        return text(answer.action === 'accept' ? ordered(answer.content) : answer.action);
    });
    server.registerTool('twice', { description: 'Asks twice and remembers in between' }, async (context) => {
        const state = context.mcpReq.requestState();
        const wood = acceptedContent(context.mcpReq.inputResponses, 'wood')?.wood;
        const size = acceptedContent(context.mcpReq.inputResponses, 'size')?.size;
        const field = (name, type) => ({ message: `Which ${name}?`,
            requestedSchema: { type: 'object', properties: { [name]: type }, required: [name] } });
        if (size !== undefined)
            return text(`${state?.wood} in size ${size}`);
        if (wood !== undefined)
            return inputRequired({ requestState: await codec.mint({ wood }, context),
                inputRequests: { size: inputRequired.elicit(field('size', { type: 'integer', default: 7 })) } });
        return inputRequired({
            inputRequests: { wood: inputRequired.elicit(field('wood', { type: 'string', default: 'oak' })) } });
    });
    server.registerTool('later', { description: 'Only wants to be asked again' }, async (context) =>
        context.mcpReq.requestState() === undefined
            ? inputRequired({ requestState: await codec.mint({ round: 1 }, context) }) : text('now'));
    server.registerTool('sample', { description: 'Wants a text of a model' }, async (context) => {
        const answer = given(context, 'name');
        return answer.kind === 'sampling' ? text(`${answer.result.model} says ${answer.result.content.text}`)
            : inputRequired({ inputRequests: { name: inputRequired.createMessage(sampling) } });
    });
    server.registerTool('roots', { description: 'Wants to know the roots' }, async (context) => {
        const answer = given(context, 'roots');
        return answer.kind === 'roots' ? text(answer.roots.map(({ uri }) => uri).join(' '))
            : inputRequired({ inputRequests: { roots: inputRequired.listRoots() } });
    });
    server.registerTool('route', { description: 'Says which fields the call came with', inputSchema: schemaOf({
        region: { type: 'string', 'x-mcp-header': 'Region' },
        pieces: { type: 'integer', 'x-mcp-header': 'Pieces' },
        urgent: { type: 'boolean', 'x-mcp-header': 'Urgent' },
        note: { type: 'string' },
    }) }, async (_, { http }) => text(['region', 'pieces', 'urgent', 'note']
        .map((name) => `${name}=${http?.req?.headers.get(`mcp-param-${name}`) ?? '-'}`).join(' ')));
    server.registerTool('crooked', { description: 'Declares a field that cannot be one',
        inputSchema: schemaOf({ region: { type: 'string', 'x-mcp-header': 'Not A Token' } }) }, async () => text('called'));
    server.registerTool('grow', { description: 'Adds a tool' }, async () => {
        if (!bench.grown && !handler)
            addGrown(server);
        bench.grown = true;
        handler?.notify.toolsChanged();
        return text('grown');
    });
    server.registerTool('touch', { description: 'Changes the clock' }, async () => {
        bench.clock += 1;
        if (handler)
            handler.notify.resourceUpdated('workshop://clock');
        else
            await server.server.sendResourceUpdated({ uri: 'workshop://clock' });
        return text(String(bench.clock));
    });
    if (bench.grown)
        addGrown(server);

    const plain = { mimeType: 'text/plain' };
    server.registerResource('greeting', 'workshop://greeting',
        { title: 'Greeting', description: 'A text', cacheHint: minute, ...plain }, async (uri) => {
            bench.reads += 1;
            return { contents: [{ uri: uri.href, text: greeting, ...plain }] };
        });
    server.registerResource('dot', 'workshop://dot', { mimeType: 'image/png' },
        async (uri) => ({ contents: [{ uri: uri.href, blob: picture, mimeType: 'image/png' }] }));
    server.registerResource('clock', 'workshop://clock', plain,
        async (uri) => ({ contents: [{ uri: uri.href, text: String(bench.clock), ...plain }] }));
    server.registerResource('locked', 'workshop://locked', { description: 'Asks before it opens', ...plain },
        async (uri, context) => {
            const answer = given(context, 'order');
            return answer.kind === 'elicit' ? { contents: [{ uri: uri.href, text: answer.action, ...plain }] } : ask();
        });
    server.registerResource('tool', new ResourceTemplate('workshop://tool/{name}', {
        list: undefined, complete: { name: (start) => beginning(names, start) } }), { title: 'A tool on the wall', ...plain },
        async (uri, { name }) => ({ contents: [{ uri: uri.href, text: `a good ${name}`, ...plain }] }));

    server.registerPrompt('plain', { description: 'No arguments' },
        () => ({ messages: [{ role: 'user', content: { type: 'text', text: 'Build something.' } }] }));
    server.registerPrompt('interview', { description: 'Asks first' }, (context) => {
        const answer = given(context, 'order');
        return answer.kind === 'elicit'
            ? { messages: [{ role: 'user', content: { type: 'text', text: ordered(answer.content) } }] } : ask();
    });
    server.registerPrompt('letter', { description: 'A letter', argsSchema: z.object({
        to: completable(z.string(), (start) => beginning(Object.keys(tones), start)),
        tone: completable(z.string(),
            (start, context) => beginning(tones[context?.arguments?.to] ?? [], start)).optional(),
    }) }, ({ to, tone }) => ({ description: `To ${to}`, messages: [
        { role: 'user', content: { type: 'text', text: `Write to ${to}, ${tone ?? 'plain'}.` } },
        { role: 'assistant', content: { type: 'image', data: picture, mimeType: 'image/png' } },
    ] }));
    return server;
}

const legacy = process.argv.includes('--both');
if (process.argv.includes('--stdio')) {
    if (process.argv.includes('--slow'))
        await sleep(7000);
    serveStdio(workshop, { legacy: legacy ? 'serve' : 'reject' });
    endWithInput();
} else {
    handler = createMcpHandler(workshop, { legacy: legacy ? 'stateless' : 'reject' });
    const answer = { current: toNodeHandler(handler) };
    announce({ url: `${await listen(answer)}/mcp` });
}
