import { readCatalogue, type Table } from '../catalogue/catalogue';
import { catalogueAnswer } from '../testing/catalogue';
import { priceLines } from './price';

const [free, priced] = readCatalogue(catalogueAnswer).tables;

function cost(change: Partial<Table>): Table[] {
  return priced === undefined ? [] : [{ ...priced, service: 'ce', ...change }];
}

it.each<[string, Table[], string[]]>([
  ['nothing where requests are free', free === undefined ? [] : [free], []],
  ['nothing where the price is not known', cost({ pricePerRequestUsd: null }), []],
  ['one line for all tables of a service', [...cost({}), ...cost({ name: 'another' })], [said('12 hours')]],
  ['one unit without a plural', cost({ keptForSeconds: 86_400 }), [said('1 day')]],
  ['a smaller unit where the larger leaves a rest', cost({ keptForSeconds: 5400 }), [said('90 minutes')]],
  ['seconds at last', cost({ keptForSeconds: 61 }), [said('61 seconds')]],
  [
    'the price alone where answers are not kept',
    cost({ keptForSeconds: null }),
    ['Each request to Cost Explorer costs 0.01 USD.'],
  ],
  [
    'a service without another name as permissions call it',
    cost({ service: 'abc', keptForSeconds: 0 }),
    ['Each request to abc costs 0.01 USD.'],
  ],
])('says %s', (_, tables, lines) => {
  expect(priceLines(tables)).toStrictEqual(lines);
});

function said(kept: string): string {
  return `Each request to Cost Explorer costs 0.01 USD; answers are kept for ${kept}.`;
}
