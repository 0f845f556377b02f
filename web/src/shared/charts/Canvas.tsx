import { useEffect, useRef } from 'react';

import { useLocale } from '@/shared/i18n/words';
import { useMode } from '@/shared/theme/mode';
import { palettes } from '@/shared/theme/tokens';

import styles from './charts.module.css';
import { connect, init, type EChartsType } from './echarts';
import { chartOption, type ChartInput } from './option';

interface CanvasProps extends ChartInput {
  label: string;
  height: number;
  /** Charts of one group share their hover line. */
  group: string;
  onZoom?: ((fromMs: number, toMs: number) => void) | undefined;
}

interface BrushEnd {
  readonly areas?: readonly { readonly coordRange?: readonly [number, number] }[];
}

/** The drawing itself; the only component that touches ECharts. */
export default function Canvas({ label, height, group, onZoom, ...input }: CanvasProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const zoom = useRef(onZoom);
  const palette = palettes[useMode()];
  const locale = useLocale();

  useEffect(() => {
    zoom.current = onZoom;
  }, [onZoom]);

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const drawn = init(element);
    chart.current = drawn;
    drawn.group = group;
    connect(group);
    const observer = new ResizeObserver(() => drawn.resize());
    observer.observe(element);
    drawn.on('brushEnd', (event) => {
      const range = (event as BrushEnd).areas?.[0]?.coordRange;
      drawn.dispatchAction({ type: 'brush', areas: [] });
      if (range !== undefined && range[1] - range[0] > 30_000) zoom.current?.(range[0], range[1]);
    });
    return () => {
      observer.disconnect();
      chart.current = null;
      drawn.dispose();
    };
  }, [group]);

  useEffect(() => {
    const drawn = chart.current;
    if (drawn === null) return;
    const option = chartOption(input, palette, locale);
    drawn.setOption(
      { ...option, toolbox: { show: false, feature: { brush: { type: ['lineX'] } } }, brush: { xAxisIndex: 0, throttleType: 'debounce', brushStyle: { color: palette.accentTint, borderColor: palette.accent, opacity: 0.5 } } },
      { notMerge: true },
    );
    // Dragging over a chart chooses a shorter range, with a mouse; a finger scrolls the page.
    if (window.matchMedia('(pointer: fine)').matches) {
      drawn.dispatchAction({ type: 'takeGlobalCursor', key: 'brush', brushOption: { brushType: 'lineX', brushMode: 'single' } });
    }
  });

  return <div ref={box} className={styles.canvas} style={{ height }} role="img" aria-label={label} />;
}
