const CopyPlugin = require('copy-webpack-plugin');
const path = require('path');
const TerserPlugin = require('terser-webpack-plugin');
const webpack = require('webpack');

const plugin = require('./frontend/plugin.json');
const { version } = require('./package.json');

// What Grafana itself provides to a plugin at run time.
const externals = [
  '@emotion/css',
  '@emotion/react',
  'd3',
  'i18next',
  'jquery',
  'lodash',
  'moment',
  'prismjs',
  'react',
  'react-dom',
  'react-redux',
  'react-router',
  'react/jsx-dev-runtime',
  'react/jsx-runtime',
  'redux',
  'rxjs',
  'slate',
  /^@grafana\/data/,
  /^@grafana\/runtime/,
  /^@grafana\/ui/,
];

function stamp(content) {
  const today = new Date().toISOString().slice(0, 10);
  return content.toString().replaceAll('%VERSION%', version).replaceAll('%TODAY%', today);
}

module.exports = (env) => ({
  mode: env.production ? 'production' : 'development',
  devtool: env.production ? 'source-map' : 'eval-source-map',
  context: path.join(__dirname, 'frontend'),
  entry: { module: './module.ts' },
  externals,
  module: {
    rules: [
      {
        test: /\.[jt]sx?$/,
        exclude: /node_modules/,
        loader: 'swc-loader',
        options: {
          jsc: {
            parser: { syntax: 'typescript', tsx: true },
            target: 'es2020',
            transform: { react: { runtime: 'automatic' } },
          },
        },
      },
      { test: /\.svg$/, type: 'asset/resource' },
    ],
  },
  optimization: {
    minimizer: [new TerserPlugin({ extractComments: false, terserOptions: { format: { comments: false } } })],
  },
  output: {
    // The backend's executables are built into the same folder and must survive.
    clean: { keep: /gpx_/ },
    filename: '[name].js',
    library: { type: 'amd' },
    path: path.join(__dirname, 'dist'),
    publicPath: `public/plugins/${plugin.id}/`,
    uniqueName: plugin.id,
  },
  performance: { hints: false },
  plugins: [
    new webpack.optimize.LimitChunkCountPlugin({ maxChunks: 1 }),
    new CopyPlugin({
      patterns: [
        { from: 'plugin.json', transform: stamp },
        { from: 'img', to: 'img' },
        { from: '../README.md', noErrorOnMissing: true },
        { from: '../CHANGELOG.md', noErrorOnMissing: true },
        { from: '../LICENSE', toType: 'file', to: 'LICENSE', noErrorOnMissing: true },
        { from: '../dashboards/*.json', to: 'dashboards/[name][ext]', noErrorOnMissing: true },
      ],
    }),
  ],
  resolve: { extensions: ['.ts', '.tsx', '.js'] },
  stats: 'errors-warnings',
});
