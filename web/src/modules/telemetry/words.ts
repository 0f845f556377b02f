import { defineWords } from '@/shared/i18n/words';

export const words = defineWords({
  metrics: ['指标', 'Metrics'],
  noPanels: ['没有可看的指标', 'No metrics to show'],
  noPanelsHint: ['这类资源还没有图表定义，或尚未采集到数据。', 'This type has no charts yet, or nothing has been collected.'],
  zoomHint: ['在图上拖选可放大时段', 'Drag over a chart to zoom'],
});
