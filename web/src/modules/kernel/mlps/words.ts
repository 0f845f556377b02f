import { defineWords } from '@/shared/i18n/words';

export const words = defineWords({
  title: ['等保自查', 'MLPS check'],
  note: ['GB/T 22239-2019 第三级 8.1.4，按当前运行状态逐项检查，不能代替正式测评。', 'GB/T 22239-2019 level 3, 8.1.4: each control looked at now. It does not replace an assessment.'],
  verdict: ['结论', 'Verdict'],
  all: ['全部', 'All'],
  none: ['没有这一结论的控制点', 'No control has this verdict'],
  met: ['符合', 'Met'],
  partly: ['部分符合', 'Partly'],
  unmet: ['不符合', 'Not met'],
  missing: ['缺项：{line}', 'Missing: {line}'],
  evidence: ['证据：{where}', 'Evidence: {where}'],
  count: ['{n} 项', '{n}'],
});
