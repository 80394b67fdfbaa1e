/** The borders between the parts. Each rule's comment is what the developer reads when it is broken. */
const tests = '[.]test[.]tsx?$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one subject, or need a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'contracts-import-nothing',
      comment: 'contracts/ is what crosses a boundary: it imports nothing else of ours.',
      severity: 'error',
      from: { path: '^contracts/', pathNot: tests },
      to: { path: '^(platform|services|run|web|testkit|e2e|bench)/' },
    },
    {
      name: 'platform-imports-contracts-only',
      comment: 'platform/ is plumbing: it knows no service.',
      severity: 'error',
      from: { path: '^platform/', pathNot: tests },
      to: { path: '^(services|run|web|testkit|e2e|bench)/' },
    },
    {
      name: 'services-never-import-each-other',
      comment: 'A service calls another one through the typed client of contracts/.',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'services-do-not-know-who-runs-them',
      comment: 'A service gets what it needs from create(deps).',
      severity: 'error',
      from: { path: '^services/', pathNot: tests },
      to: { path: '^(run|web|testkit|e2e|bench)/' },
    },
    {
      name: 'only-run-and-testkit-import-services',
      comment: 'Everyone else talks to a service over its contract.',
      severity: 'error',
      from: { pathNot: '^(run|testkit|services)/' },
      to: { path: '^services/' },
    },
    {
      name: 'run-does-not-import-tests',
      comment: 'What ships does not depend on what tests it.',
      severity: 'error',
      from: { path: '^run/', pathNot: tests },
      to: { path: '^(testkit|e2e|bench)/' },
    },
    {
      name: 'the-checker-imports-nothing',
      comment:
        'testkit/checker/ judges the product from outside: a fault in its code must not hide itself there.',
      severity: 'error',
      from: { path: '^testkit/checker/', pathNot: tests },
      to: {
        path: '^(contracts|platform|services|run|web|testkit|e2e|bench|bin)/',
        pathNot: '^testkit/checker/',
      },
    },
    {
      name: 'web-imports-contracts-only',
      comment: 'The browser app knows the contracts and itself.',
      severity: 'error',
      from: { path: '^web/src/', pathNot: tests },
      to: { path: '^(platform|services|run|testkit|e2e|bench|bin)/' },
    },
    {
      name: 'nothing-unresolvable',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      // The app is written for React and built with preact/compat under that name.
      to: { couldNotResolve: true, pathNot: '^react(-dom)?(/|$)' },
    },
    {
      name: 'no-development-packages-in-the-product',
      comment:
        'npm start installs no development packages. (contracts/openapi.ts is run by developers only.)',
      severity: 'error',
      from: { path: '^(contracts|platform|services|run|web)/', pathNot: [tests, '^contracts/openapi'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(web/dist|node_modules)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    builtInModules: { add: ['node:sqlite', 'bun', 'bun:test', 'bun:sqlite'] },
    detectJSDocImports: false,
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'bun', 'node', 'default'],
    },
  },
};
