// SPDX-License-Identifier: GPL-3.0-or-later
// From the click to the result on the screen in MCP Inspector: a line "TOOL MILLISECONDS" for each.
//   node inspector.mjs SERVER-URL TOOL...      packages beside this file; chromium and chromedriver installed
// A result that does not come within two minutes is told as "TOOL none".
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const [url, ...tools] = process.argv.slice(2);
const patience = 120_000;
const home = mkdtempSync(join(tmpdir(), 'inspector-'));
const children = [];
const pause = time => new Promise(done => setTimeout(done, time));

/// Starts a program and waits for a line of it.
function start(command, args, pattern, environment = {}) {
  const child = spawn(command, args, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'],
    detached: true });
  children.push(child);
  return new Promise((found, failed) => {
    let said = '';
    const hear = bytes => {
      said += bytes;
      const match = said.match(pattern);
      if (match)
        found(match);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('exit', () => failed(new Error(`${command} ended: ${said}`)));
  });
}

async function ask(method, path, body, within = patience + 20_000) {
  const answer = await fetch(`http://127.0.0.1:${driverPort}${path}`, { method, body: body && JSON.stringify(body),
    headers: { 'Content-Type': 'application/json' }, signal: AbortSignal.timeout(within) });
  const { value } = await answer.json();
  if (value?.error)
    throw new Error(value.message);
  return value;
}

const config = join(home, 'servers.json');
writeFileSync(config, JSON.stringify({ mcpServers: { sizes: { type: 'streamable-http', url } } }));
const environment = { HOME: home, CLIENT_PORT: '16274', MCP_AUTO_OPEN_ENABLED: 'false', MCP_INSPECTOR_SECRET_STORE: 'memory',
  PATH: `${dirname(process.execPath)}:${process.env.PATH}` };
let driverPort = 0;
let session = '';
try {
  const [page] = await start(process.execPath, ['node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js',
    '--web', '--config', config], /http:\S+MCP_INSPECTOR_API_TOKEN=\w+/, environment);
  driverPort = Number((await start('chromedriver', ['--port=0'], /successfully on port (\d+)/))[1]);
  ({ sessionId: session } = await ask('POST', '/session', { capabilities: { alwaysMatch: {
    timeouts: { script: patience + 10_000 },
    'goog:chromeOptions': { args: ['--headless=new', '--no-sandbox', '--window-size=1280,800'] } } } }));
  const inPage = (script, ...args) => ask('POST', `/session/${session}/execute/sync`, { script, args });
  const press = async (selector, words) => {
    for (let tries = 0; tries < 100; ++tries) {
      const pressed = await inPage(`const [selector, words] = arguments;
        const found = [...document.querySelectorAll(selector)].filter(e => !e.disabled
          && (!words || (e.children.length === 0 || e.tagName === 'BUTTON') && new RegExp(words).test(e.textContent.trim())));
        found.at(-1)?.click(); return found.length > 0;`, selector, words);
      if (pressed)
        return;
      await pause(100);
    }
    throw new Error(`nothing to press: ${selector} ${words}`);
  };
  await ask('POST', `/session/${session}/url`, { url: page });
  await press('input[role=switch]', '');
  await press('*', '^Tools$');
  for (const tool of tools) {
    await press('*', `^${tool}$`);
    await pause(1000);
    const time = await ask('POST', `/session/${session}/execute/async`, { args: [patience], script: `
      const [patience, done] = arguments;
      const button = [...document.querySelectorAll('button')].filter(e => /^(Execute|Run|Call)/.test(e.textContent.trim())).at(-1);
      const begun = performance.now();
      const look = () => {
        if (performance.now() - begun > patience)
          return done(null);
        const place = document.evaluate("//*[contains(text(), 'ISSUE-')]", document, null,
          XPathResult.FIRST_ORDERED_NODE_TYPE, null).singleNodeValue;
        if (!place)
          return setTimeout(look, 20);
        requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun)));
      };
      if (!button)
        return done(null);
      button.click();
      look();` }).catch(() => null);
    console.log(tool, time === null ? 'none' : Math.round(time));
    if (time === null)
      break; // what did not come small will not come large
  }
} finally {
  if (session)
    await ask('DELETE', `/session/${session}`, undefined, 5000).catch(() => {}); // a page that froze does not go
  for (const child of children)
    process.kill(-child.pid, 'SIGKILL'); // its whole group: a page that froze goes on computing
  rmSync(home, { recursive: true, force: true });
}
process.exit(0);
