import { defineConfig } from 'eslint/config';
import grafana from '@grafana/eslint-config/flat.js';

export default defineConfig([
  { ignores: ['dist/', 'target/', 'node_modules/', 'coverage/'] },
  ...grafana,
  {
    files: ['frontend/**/*.{ts,tsx}', 'tests/browser/**/*.ts', 'playwright.config.ts'],
    languageOptions: { parserOptions: { project: './tsconfig.json' } },
    rules: {
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/no-deprecated': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'react/prop-types': 'off',
      'react/react-in-jsx-scope': 'off',
    },
  },
  {
    // Grafana's own types demand members it has deprecated.
    files: ['frontend/**/*.test.{ts,tsx}', 'frontend/testing/**'],
    rules: { '@typescript-eslint/no-deprecated': 'off' },
  },
  {
    files: ['frontend/**/*.tsx'],
    ignores: ['**/*.test.tsx'],
    rules: { 'max-lines': ['error', 150] },
  },
]);
