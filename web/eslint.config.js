import parser from '@typescript-eslint/parser';
import hooks from 'eslint-plugin-react-hooks';
import { defineConfig } from 'eslint/config';

// What knows React and the house: the rules of hooks, and the doors of the modules. The language and
// the types are .oxlintrc.json's, which judges them in a tenth of the time.

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

export default defineConfig(
  { ignores: ['dist', 'node_modules', 'src/shared/api/schema.gen.ts'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,tsx}'],
    plugins: { 'react-hooks': hooks },
    languageOptions: { parser },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
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
