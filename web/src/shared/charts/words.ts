import { defineWords } from '@/shared/i18n/words';

export const words = defineWords({
  other: ['其他', 'Other'],
  noData: ['该时段没有数据', 'No data in this range'],
  noDataHint: ['可换一个时间范围，或检查采集是否正常。', 'Try another range, or check that it is being collected.'],
  table: ['查看数据表', 'Show as table'],
  chart: ['查看图表', 'Show as chart'],
  query: ['查看查询语句', 'Show the query'],
  time: ['时间', 'Time'],
  options: ['图表选项', 'Chart options'],
  range: ['时间范围', 'Time range'],
  custom: ['{from} 至 {to}', '{from} to {to}'],
  up: ['运行中', 'Running'],
  down: ['已停止', 'Stopped'],
  latest: ['最新', 'Last'],
  backToLive: ['回到实时', 'Back to live'],
});
