import { tableFeeTransactions } from '../endpoints/table-fee-transactions.ts';
import { defineDimension } from './dimension.ts';

/** 门店维度: upstream has no endpoint for stores, so they are read from the snapshot in every table-fee row. */
export const dimSite = defineDimension({
  table: 'dim_site',
  task: 'DWD_DIM_SITE',
  zh: '门店维度',
  en: 'Stores',
  grain: { zh: '一行=一个门店的一个版本', en: 'one row = one version of one store' },
  endpoint: tableFeeTransactions,
  members: { kind: 'snapshot', object: 'siteProfile' },
  key: null,
  names: {
    address: 'short_address',
    longitude: 'longitude_degree',
    latitude: 'latitude_degree',
    attendance_distance: 'attendance_distance_metre',
  },
  untracked: ['light_status', 'update_time'],
});
