// Packages that ship ES modules only and must be transformed before Jest can load them.
const esModules = [
  '@grafana/schema',
  '@wojtekmaj/date-utils',
  'd3',
  'd3-color',
  'd3-force',
  'd3-interpolate',
  'd3-scale-chromatic',
  'get-user-locale',
  'marked',
  'memoize',
  'mimic-function',
  'ol',
  'react-calendar',
  'react-colorful',
  'rxjs',
  'uuid',
];

module.exports = {
  moduleNameMapper: {
    '\\.css$': '<rootDir>/frontend/testing/noStyles.ts',
    '^react-inlinesvg$': '<rootDir>/frontend/testing/inlineSvg.tsx',
  },
  roots: ['<rootDir>/frontend'],
  setupFilesAfterEnv: ['<rootDir>/frontend/testing/setup.ts'],
  testEnvironment: 'jsdom',
  transform: {
    '^.+\\.m?[jt]sx?$': [
      '@swc/jest',
      {
        sourceMaps: 'inline',
        jsc: { parser: { syntax: 'typescript', tsx: true }, transform: { react: { runtime: 'automatic' } } },
      },
    ],
  },
  transformIgnorePatterns: [`node_modules/(?!.*(${esModules.join('|')})/.*)`],
};
