// SPDX-License-Identifier: GPL-3.0-or-later
// The official MCP suite against a client, strictly: every client scenario alone, on every wire it belongs to,
// extensions too, then the two frozen requirement sets as the suite itself scores them. One line a run; under
// a failing one, the checks that failed and what the client said.
//   run.mjs [options] -- CLIENT [ARGUMENT …]   the client gets the server's address as its last argument
//     --only PATTERN     scenarios whose "revision/name" matches; no count is asked for, no requirement sets run
//     --jobs N           runs at a time (2)
//     --timeout S        for one client (30)
//     --deadline S       for everything (1500)
//     --results DIR      where the suite writes what it saw (build folder)
import { spawn } from 'node:child_process';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';

const extensionWires = ['2025-11-25', '2026-07-28'];
const scoredRevisions = ['2025-11-25', '2026-07-28'];
const expectedRuns = 79; // of the pinned suite: fewer means that its list was not understood

const { values: options, positionals: client } = parseArgs({
    allowPositionals: true,
    options: {
        only: { type: 'string' },
        jobs: { type: 'string', default: '2' },
        timeout: { type: 'string', default: '30' },
        deadline: { type: 'string', default: '1500' },
        results: { type: 'string', default: 'results' },
    },
});
if (client.length === 0) {
    console.error('Name the client to run: run.mjs [options] -- CLIENT [ARGUMENT …]');
    process.exit(2);
}

const suite = path.join(process.cwd(), 'node_modules/@modelcontextprotocol/conformance/dist/index.js');
const patience = Number(options.timeout) * 1000;
const results = path.resolve(options.results);
const only = options.only === undefined ? undefined : new RegExp(options.only);

// The suite leaves a client's children behind when it runs out of time: each run is a process group, and none
// outlives this program.
const groups = new Set();
function endGroup(pid) {
    groups.delete(pid);
    try {
        process.kill(-pid, 'SIGKILL');
    } catch {
        // it has ended
    }
}
process.on('exit', () => groups.forEach(endGroup));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => process.exit(130));
setTimeout(() => {
    console.log(`FAIL everything: not done after ${options.deadline} s`);
    process.exit(1);
}, Number(options.deadline) * 1000).unref();

function runSuite(words, limit) {
    return new Promise((resolve) => {
        const child = spawn(process.execPath, [suite, ...words], { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
        if (child.pid)
            groups.add(child.pid);
        let said = '', ended = false;
        const end = (code) => {
            if (ended)
                return;
            ended = true;
            clearTimeout(timer);
            if (child.pid)
                endGroup(child.pid);
            resolve({ code, said });
        };
        const timer = setTimeout(() => {
            said += `\nStill running after ${limit / 1000} s: ended.\n`;
            end(null);
        }, limit);
        for (const pipe of [child.stdout, child.stderr])
            pipe.setEncoding('utf8').on('data', (text) => { said += text; });
        child.on('error', (error) => { said += error.message; end(null); });
        child.on('close', end);
    });
}

/** Every scenario on every wire that its window names; those of extensions on both wires by force. */
async function plan() {
    const { code, said } = await runSuite(['list', '--client'], 60000);
    if (code !== 0)
        throw new Error(`The suite did not list its scenarios:\n${said}`);
    const runs = [];
    for (const [, name, window] of said.matchAll(/^\s+- (\S+) \[(.*)\]$/gm))
        for (const revision of window === 'extension' ? extensionWires : window.split(','))
            runs.push({ name, revision, force: window === 'extension' });
    return runs;
}

// The suite hands it to a shell.
const command = client.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');

async function found(folder, name) {
    const stem = path.basename(name);
    const place = path.join(folder, path.dirname(name));
    const entries = await readdir(place).catch(() => []);
    const mine = entries.find((entry) => entry.startsWith(`${stem}-`));
    if (!mine)
        return { checks: [], stderr: '' };
    const text = (file) => readFile(path.join(place, mine, file), 'utf8').catch(() => '');
    const checks = JSON.parse((await text('checks.json')) || '[]');
    return { checks, stderr: await text('stderr.txt') };
}

async function judge({ name, revision, force }) {
    const folder = path.join(results, force ? `${revision}-extension` : revision, name.replaceAll('/', '_'));
    await mkdir(folder, { recursive: true });
    const words = ['client', '--command', command, '--scenario', name, '--spec-version', revision,
        '--timeout', String(patience), '-o', folder, ...(force ? ['--force'] : [])];
    const { code, said } = await runSuite(words, patience + 15000);
    await writeFile(path.join(folder, 'suite.log'), said);
    const { checks, stderr } = await found(folder, name);
    const having = (status) => checks.filter((check) => check.status === status);
    const success = having('SUCCESS').length;
    const wrong = [...having('FAILURE'), ...having('WARNING')];
    // A check that is only ever skipped was not proved by this run.
    const idle = [...new Set(checks.map((check) => check.id))]
        .filter((id) => checks.every((check) => check.id !== id || check.status === 'SKIPPED'));
    const passed = code === 0 && success > 0 && wrong.length === 0;
    const lines = [`${passed ? 'PASS' : 'FAIL'} ${revision} ${name}: ${success} checks`
        + (idle.length > 0 ? `, not exercised: ${idle.join(' ')}` : '')];
    if (!passed) {
        lines.push(`     the suite ended with ${code}`);
        for (const { status, id, description, errorMessage } of wrong)
            lines.push(`     ${status} ${id}: ${errorMessage ?? description}`);
        if (success === 0 && wrong.length === 0)
            lines.push('     no check was made');
        const tail = (stderr.trim() || said.trim()).split('\n').slice(-4);
        lines.push(...tail.map((line) => `     | ${line}`));
    }
    console.log(lines.join('\n'));
    return passed;
}

async function judgeRequirements(revision) {
    const folder = path.join(results, `requirements-${revision}`);
    const words = ['client', '--command', command, '--requirements', revision, '--timeout', String(patience), '-o', folder];
    const { code, said } = await runSuite(words, 2 * patience + 60000);
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'suite.log'), said);
    const summary = said.slice(said.indexOf('=== SUITE SUMMARY ===')).split('\n');
    const total = summary.find((line) => line.startsWith('Total:')) ?? 'the suite gave no summary';
    const passed = code === 0 && /^Total: [1-9]\d* passed/.test(total);
    console.log(`${passed ? 'PASS' : 'FAIL'} requirements ${revision}: ${total}`);
    if (!passed)
        console.log(summary.filter((line) => line.includes('✗')).map((line) => `     ${line.trim()}`).join('\n'));
    return passed;
}

await rm(results, { recursive: true, force: true });
const planned = await plan();
const runs = planned.filter(({ name, revision }) => !only || only.test(`${revision}/${name}`));
const waiting = [...runs];
let failing = 0;
async function work() {
    for (let run = waiting.shift(); run; run = waiting.shift())
        if (!await judge(run))
            failing += 1;
}
await Promise.all(Array.from({ length: Math.max(1, Number(options.jobs)) }, work));
console.log(`${runs.length} runs, ${failing} failing`);
if (runs.length === 0 || (!only && runs.length !== expectedRuns)) {
    console.log(`FAIL everything: ${expectedRuns} runs were expected of this version of the suite`);
    failing += 1;
}
if (!only)
    for (const revision of scoredRevisions)
        if (!await judgeRequirements(revision))
            failing += 1;
process.exit(failing === 0 ? 0 : 1);
