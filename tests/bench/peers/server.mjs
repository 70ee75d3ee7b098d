// SPDX-License-Identifier: GPL-3.0-or-later
// An MCP server whose tools answer with results of a given size: what both programs are measured against.
//   node server.mjs PORT TOOL...      prints "listening PORT"; 0 takes a free one
import http from 'node:http';

/// As structured content, and as servers without it do: the same JSON as a text.
const sizes = Object.fromEntries(['result', 'text'].flatMap(form => [0, 1, 5, 10, 50, 100].map(size => [`${form}_${size}mb`, size])));

/// About `megabytes` of JSON as an issue tracker would answer it, one row at least.
function rows(megabytes) {
  const list = [];
  let size = 0;
  for (let i = 0; i === 0 || size < megabytes * 1e6; ++i) {
    const row = { id: `ISSUE-${i}`, title: `Something does not work as it did in release ${i % 40}`,
      state: i % 3 ? 'open' : 'closed', votes: i * 7 % 1000, labels: ['bug', `area-${i % 12}`],
      author: { name: `Person ${i % 500}`, address: `person${i % 500}@example.org` },
      created: new Date(1700000000000 + i * 60000).toISOString() };
    size += JSON.stringify(row).length + 1;
    list.push(row);
  }
  return list;
}

const answers = new Map();
function answer(name) {
  if (!answers.has(name)) {
    const text = JSON.stringify(rows(sizes[name]));
    answers.set(name, name.startsWith('text')
      ? JSON.stringify({ content: [{ type: 'text', text }] })
      : `{"content":[{"type":"text","text":"rows: see below"}],"structuredContent":{"issues":${text}}}`);
  }
  return answers.get(name);
}

const tools = Object.keys(sizes).map(name => ({ name, description: `Answers with about ${sizes[name]} MB.`,
  inputSchema: { type: 'object', properties: {} }, annotations: { readOnlyHint: true } }));

const server = http.createServer((request, response) => {
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('Access-Control-Allow-Headers', '*');
  response.setHeader('Access-Control-Expose-Headers', '*');
  if (request.method !== 'POST') {
    response.writeHead(request.method === 'OPTIONS' ? 204 : 405).end();
    return;
  }
  let body = '';
  request.on('data', chunk => { body += chunk; });
  request.on('end', () => {
    const message = JSON.parse(body);
    const reply = text => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
      response.end(text);
    };
    const result = text => reply(`{"jsonrpc":"2.0","id":${JSON.stringify(message.id)},"result":${text}}`);
    if (message.id === undefined)
      response.writeHead(202).end();
    else if (message.method === 'initialize')
      result(JSON.stringify({ protocolVersion: '2025-06-18', capabilities: { tools: {} },
        serverInfo: { name: 'sizes', version: '1' } }));
    else if (message.method === 'tools/list')
      result(JSON.stringify({ tools }));
    else if (message.method === 'tools/call')
      result(answer(message.params.name));
    else if (message.method === 'ping')
      result('{}');
    else
      reply(JSON.stringify({ jsonrpc: '2.0', id: message.id, error: { code: -32601, message: 'no such method' } }));
  });
});
server.listen(Number(process.argv[2]), '127.0.0.1', () => {
  for (const name of process.argv.slice(3))
    answer(name); // made beforehand: only the sending is measured
  console.log(`listening ${server.address().port}`);
});
