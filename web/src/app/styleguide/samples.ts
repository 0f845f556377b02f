import type { ChartSeries } from '@/shared/charts/series';
import type { JsonSchema } from '@/shared/form/schema';

export interface SampleRow {
  id: string;
  name: string;
  state: 'good' | 'bad';
  load: number;
  note: string;
}

const NOTES = ['核心业务数据库，主备部署', '', '承载政务服务网前端，节假日流量为平日三倍，扩容需提前两个工作日报备'];

export function makeRows(count: number): SampleRow[] {
  return Array.from({ length: count }, (_, at) => ({
    id: String(at),
    name: `gov-app-${String(at + 1).padStart(3, '0')}`,
    state: at % 7 === 3 ? 'bad' : 'good',
    load: (at * 37) % 400 / 100,
    note: NOTES[at % NOTES.length] ?? '',
  }));
}

export const sampleSchema: JsonSchema = {
  type: 'object',
  required: ['level', 'owner', 'cause', 'at'],
  properties: {
    level: {
      type: 'integer',
      title: '故障级别',
      'x-widget': 'radio',
      oneOf: [
        { const: 1, title: '一级：核心业务不可用' },
        { const: 2, title: '二级：业务部分受影响' },
        { const: 3, title: '三级：使用咨询和简单故障' },
      ],
    },
    owner: { type: 'string', title: '负责人', description: '填写通讯录中的姓名', maxLength: 20 },
    category: { type: 'string', title: '类别', enum: ['数据库', '中间件', '服务器', '网络', '存储', '安全', '机房环境', '其他'] },
    address: { type: 'string', title: '地址', format: 'ipv4', examples: ['10.20.3.14'] },
    memory: { type: 'integer', title: '内存', 'x-unit': 'GiB', minimum: 1, maximum: 4096 },
    at: { type: 'string', title: '发生时间', format: 'date-time' },
    fixed: { type: 'boolean', title: '仅为临时措施' },
    tags: { type: 'array', title: '标签', items: { type: 'string' }, maxItems: 5 },
    cause: { type: 'string', title: '故障原因', 'x-widget': 'textarea', maxLength: 200 },
    rating: { type: 'integer', title: '满意度', 'x-widget': 'rate', minimum: 1, maximum: 5 },
    plan: { type: 'string', title: '后续方案', 'x-widget': 'textarea', description: '临时措施须写明后续方案' },
  },
  if: { properties: { fixed: { const: true } }, required: ['fixed'] },
  then: { required: ['plan'] },
};

export const sampleValue = {
  level: 1,
  owner: '王芳',
  category: '数据库',
  address: '10.20.3.14',
  memory: 256,
  at: '2026-11-21T02:03:22Z',
  fixed: false,
  tags: ['核心', '双活'],
  rating: 5,
};

/** Waves with a gap in the middle, so that a gap is seen to stay one. */
export function sampleSeries(now: number, count: number): ChartSeries[] {
  return Array.from({ length: count }, (_, series) => ({
    name: `eth${series}`,
    points: Array.from({ length: 120 }, (__, at): [number, number | null] => {
      const value = 50 + series * 9 + 30 * Math.sin(at / (9 + series)) + 6 * Math.sin(at * 1.7 + series);
      return [now - (120 - at) * 30_000, at > 60 && at < 72 ? null : value];
    }),
  }));
}
