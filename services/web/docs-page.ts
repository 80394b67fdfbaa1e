import * as v from 'valibot';
import { inMemory, type Asset } from './assets.ts';

const Operation = v.object({
  summary: v.optional(v.string()),
  tags: v.optional(v.array(v.string())),
  parameters: v.optional(
    v.array(v.object({ name: v.string(), in: v.string(), required: v.optional(v.boolean()) })),
    [],
  ),
  requestBody: v.optional(
    v.object({ content: v.record(v.string(), v.object({ schema: v.optional(v.unknown()) })) }),
  ),
  responses: v.record(v.string(), v.object({ description: v.optional(v.string(), '') })),
  security: v.optional(v.array(v.unknown())),
});

const Description = v.object({
  info: v.object({ title: v.string(), version: v.string(), description: v.optional(v.string()) }),
  paths: v.record(v.string(), v.record(v.string(), v.unknown())),
});

const methods = ['get', 'post', 'put', 'patch', 'delete'];

/** The human page of the API: made once from its description, without any script or outside host. */
export function docsPage(openapi: Uint8Array, style: string, version: string): Asset {
  const { info, paths } = v.parse(Description, JSON.parse(new TextDecoder().decode(openapi)));
  const groups = new Map<string, string[]>();
  for (const [path, item] of Object.entries(paths)) {
    const group = path.split('/').slice(0, 3).join('/');
    const operations = methods.flatMap((method) => {
      const parsed = v.safeParse(Operation, item[method]);
      return parsed.success ? [describe(method, path, parsed.output)] : [];
    });
    groups.set(group, [...(groups.get(group) ?? []), ...operations]);
  }
  const sections = [...groups].map(
    ([group, operations]) => `<h2>${escape(group)}</h2>\n${operations.join('\n')}`,
  );
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(info.title)} API</title>
<link rel="stylesheet" href="${escape(style)}">
</head>
<body>
<main class="docs">
<h1>${escape(info.title)} API</h1>
<p>Rookery ${escape(version)}. The same as JSON: <a href="/api/openapi.json">/api/openapi.json</a>.</p>
${info.description ? `<p>${escape(info.description)}</p>` : ''}
${sections.join('\n')}
</main>
</body>
</html>
`;
  return inMemory('text/html; charset=utf-8', html);
}

function describe(method: string, path: string, operation: v.InferOutput<typeof Operation>): string {
  const parameters = operation.parameters.map(
    ({ name, in: where, required }) =>
      `<li><code>${escape(name)}</code> in ${escape(where)}${required ? '' : ', optional'}</li>`,
  );
  const bodies = Object.entries(operation.requestBody?.content ?? {}).map(([type, { schema }]) =>
    type === 'application/json'
      ? `<pre tabindex="0">${escape(JSON.stringify(schema, null, 2))}</pre>`
      : `<p><code>${escape(type)}</code></p>`,
  );
  const answers = Object.entries(operation.responses).map(
    ([status, { description }]) => `<li><code>${escape(status)}</code> ${escape(description)}</li>`,
  );
  return `<article>
<h3><span class="method">${method.toUpperCase()}</span> ${escape(path)}</h3>
<p>${escape(operation.summary ?? '')}</p>
${parameters.length > 0 ? `<h4>Parameters</h4><ul>${parameters.join('')}</ul>` : ''}
${bodies.length > 0 ? `<h4>Body</h4>${bodies.join('')}` : ''}
<h4>Answers</h4><ul>${answers.join('')}</ul>
</article>`;
}

/** Text as HTML text or a quoted attribute. */
function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
