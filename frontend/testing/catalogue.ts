/** The answer of the route `tables`, cut down to what tests need: a column of each kind. */
export const catalogueAnswer = {
  tables: [
    {
      name: 'securityhub_findings',
      description: 'Findings of Security Hub',
      service: 'securityhub',
      scope: 'region',
      pricePerRequestUsd: 0,
      changes: 'any time',
      defaultTimeColumn: 'updated_at',
      prefixColumns: [
        { name: 'tag:', type: 'text', description: 'Value of the tag.', operators: ['=', 'in', 'is null'] },
        { name: 'category:', type: 'text', description: 'Value of the cost category.', operators: ['=', 'in'] },
      ],
      columns: [
        {
          name: 'severity',
          type: 'text',
          description: 'Severity label.',
          unit: null,
          values: ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL'],
          operators: ['=', '!=', 'in', 'not in', 'is null', 'is not null'],
        },
        {
          name: 'title',
          type: 'text',
          description: 'Title of the finding.',
          unit: null,
          values: null,
          operators: ['=', 'contains', 'is null'],
        },
        {
          name: 'severity_normalized',
          type: 'number',
          description: 'Severity from 0 to 100.',
          unit: null,
          values: null,
          operators: ['=', '<', '>='],
        },
        {
          name: 'sample',
          type: 'boolean',
          description: 'Whether it is a sample.',
          unit: null,
          values: ['true', 'false'],
          operators: ['=', '!=', 'is null', 'is not null'],
        },
        { name: 'created_at', type: 'time', description: 'When it was created.', unit: null, operators: ['<', '>='] },
        { name: 'updated_at', type: 'time', description: 'When it was updated.', unit: null, operators: ['<', '>='] },
      ],
    },
    {
      name: 'inspector_findings',
      description: 'Findings of Inspector',
      service: 'inspector2',
      scope: 'region',
      pricePerRequestUsd: 0.01,
      keptForSeconds: 43_200,
      changes: 'daily',
      defaultTimeColumn: null,
      columns: [
        { name: 'status', type: 'text', description: 'Status.', unit: null, values: ['ACTIVE'], operators: ['='] },
      ],
    },
  ],
  aggregates: [
    { function: 'count', types: ['*', 'text', 'number', 'boolean', 'time'] },
    { function: 'avg', types: ['number'] },
    { function: 'max', types: ['text', 'number', 'time'] },
  ],
};
