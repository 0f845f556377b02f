/** The parts of ECharts that we draw with; everything else stays out of the bundle. Loaded when the first chart is. */
import { LineChart } from 'echarts/charts';
import { BrushComponent, GridComponent, MarkLineComponent, ToolboxComponent, TooltipComponent } from 'echarts/components';
import { connect, init, use as register, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

register([LineChart, GridComponent, TooltipComponent, MarkLineComponent, BrushComponent, ToolboxComponent, CanvasRenderer]);

export { connect, init, type EChartsType };
