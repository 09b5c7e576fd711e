// Puts the page of /docs together: our own files and the few of Swagger UI that it needs.
import { cp, mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const own = new URL('./docs/', import.meta.url);
const swagger = new URL('./node_modules/swagger-ui-dist/', import.meta.url);
const target = new URL('../src/MediaNode/wwwroot/docs/', import.meta.url);

// The node serves exactly these names; DocsEndpoints.cs holds the same list.
const files = [
  [own, 'index.html'],
  [own, 'docs.css'],
  [own, 'docs.js'],
  [own, 'icon.svg'],
  [swagger, 'swagger-ui.css'],
  [swagger, 'swagger-ui-bundle.js'],
  [swagger, 'swagger-ui-bundle.js.LICENSE.txt'],
  [swagger, 'LICENSE', 'swagger-ui.LICENSE.txt'],
  [swagger, 'NOTICE', 'swagger-ui.NOTICE.txt'],
];

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
for (const [from, name, as = name] of files) {
  await cp(new URL(name, from), new URL(as, target));
}

console.log(`${files.length} files in ${fileURLToPath(target)}`);
