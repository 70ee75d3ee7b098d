// SPDX-License-Identifier: GPL-3.0-or-later
// What the two workshops have in common: one on @modelcontextprotocol/sdk (legacy era), one on
// @modelcontextprotocol/server (modern era). The same features, so that one test can walk through both.
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

export const picture = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M/wHwAEBgIApD5fRAAAAABJRU5ErkJggg==';
export const sound = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA=';
export const greeting = 'Good morning from the workshop: äöü, 工房';
export const names = ['anvil', 'awl', 'bellows', 'chisel', 'clamp'];
export const tones = { friend: ['warm', 'cheeky'], bank: ['formal', 'firm'] };

export const text = (words) => ({ content: [{ type: 'text', text: words }] });
export const beginning = (list, start) => list.filter((name) => name.startsWith(start));

/** What one conversation (legacy) or the whole process (modern) remembers. */
export class Bench {
    reads = 0;
    cancelled = 0;
    waiting = 0;
    clock = 0;
    grown = false;
}

/** Every kind of content there is. */
export const everyKind = () => ({
    content: [
        { type: 'text', text: 'One of each', annotations: { audience: ['user'], priority: 0.5 } },
        { type: 'image', data: picture, mimeType: 'image/png' },
        { type: 'audio', data: sound, mimeType: 'audio/wav' },
        { type: 'resource_link', uri: 'workshop://greeting', name: 'greeting', mimeType: 'text/plain' },
        { type: 'resource', resource: { uri: 'workshop://greeting', mimeType: 'text/plain', text: greeting } },
    ],
});

/** Counts aloud: progress and a log line a step. */
export async function count(to, { progress, log }) {
    for (let step = 1; step <= to; ++step) {
        await progress({ progress: step, total: to, message: `step ${step}` });
        await log('info', `counted ${step}`);
        await log('debug', `whispered ${step}`);
    }
    return text(`counted to ${to}`);
}

/** Works until it is cancelled. */
export async function wait(bench, signal) {
    bench.waiting += 1;
    try {
        await sleep(120000, undefined, { signal });
        return text('nobody came');
    } catch {
        bench.cancelled += 1;
        return text('cancelled');
    } finally {
        bench.waiting -= 1;
    }
}

export const question = {
    message: 'Who orders, and how many?',
    requestedSchema: {
        type: 'object',
        properties: {
            name: { type: 'string', title: 'Name', minLength: 1, default: 'Ada' },
            pieces: { type: 'integer', minimum: 1, maximum: 9, default: 3 },
            wrapped: { type: 'boolean', default: true },
            wood: { type: 'string', enum: ['oak', 'ash'], default: 'ash' },
        },
        required: ['name'],
    },
};
export const ordered = ({ name, pieces, wrapped, wood }) =>
    `${name} orders ${pieces} of ${wood}${wrapped ? ', wrapped' : ''}`;

export const sampling = {
    messages: [{ role: 'user', content: { type: 'text', text: 'What is a good name for a hammer?' } }],
    systemPrompt: 'Answer in one word.',
    maxTokens: 20,
};

export const standing = (bench) => {
    const structuredContent = { reads: bench.reads, cancelled: bench.cancelled, waiting: bench.waiting,
        pid: process.pid };
    return { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent };
};
