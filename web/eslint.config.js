import js from '@eslint/js';
import hooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import ts from 'typescript-eslint';

/** The layers of the house, lowest first: a module may use the doors of those before it (architecture.md). */
const LAYERS = ['kernel', 'inventory', 'telemetry', 'events', 'jobs', 'process', 'insight', 'packs'];
/** Blind to each other, as in the backend. */
const BLIND = [['events', 'jobs']];

const OWN_DOOR = {
  // The kernel has a door per idea beside its own, so that its pages load when they are opened.
  group: ['@/modules/*/*', '!@/modules/kernel/*', '@/modules/kernel/{api,session,types,words,[A-Z]*}'],
  message: 'Another module is entered by its door only: import from "@/modules/<name>".',
};

/** What module `name` must not import: app, whatever stands above it, and blind neighbours.
 * @param {string} name */
function forbiddenFor(name) {
  const above = LAYERS.slice(LAYERS.indexOf(name) + 1);
  const blind = BLIND.filter((pair) => pair.includes(name)).flat().filter((other) => other !== name);
  return [...new Set([...above, ...blind])].map((other) => `@/modules/${other}`);
}

export default ts.config(
  { ignores: ['dist', 'node_modules', 'src/shared/api/schema.gen.ts'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [ts.configs.strictTypeChecked, ts.configs.stylisticTypeChecked, hooks.configs.flat['recommended-latest']],
    languageOptions: { parserOptions: { projectService: true }, globals: globals.browser },
    rules: {
      'max-lines': ['error', { max: 320, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  { files: ['scripts/**', 'eslint.config.js'], languageOptions: { globals: globals.node } },
  {
    files: ['src/shared/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: [{ group: ['@/app/*', '@/modules/*'], message: 'shared knows nobody.' }] }] },
  },
  ...LAYERS.map((name) => ({
    files: [`src/modules/${name}/**`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['@/app/*'], message: 'Modules do not know the application; it hands them what they need.' },
            OWN_DOOR,
            ...forbiddenFor(name).map((path) => ({ group: [path], message: `${name} stands below or beside ${path}.` })),
          ],
        },
      ],
    },
  })),
  { files: ['src/app/**'], rules: { 'no-restricted-imports': ['error', { patterns: [OWN_DOOR] }] } },
);
