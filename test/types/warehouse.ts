import { defineConnector } from 'thalweg/connector'

export const warehouse = defineConnector({
  settings: { url: 'text', key: 'secret', site: 'text' },
  capabilities: { condition: 'none', changes: 'rows', times: false },
  open: ({ url }, place) => ({
    list: async () => ({ rows: [{ code: url, label: place }], next: null }),
    get: async () => null,
    changes: async () => ({ changes: [], position: '0', more: false }),
  }),
})
