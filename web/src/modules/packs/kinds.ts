import type { Phrase, Titled } from '@/shared/i18n/words';

/** What the kinds of files in packs are called. */
const TITLES: Readonly<Record<string, Phrase>> = {
  contracts: ['合同与考核', 'Contracts'],
  dictionaries: ['数据字典', 'Dictionaries'],
  forms: ['表单', 'Forms'],
  jobs: ['作业', 'Jobs'],
  messages: ['消息模板', 'Messages'],
  overlays: ['本单位修改', 'Overlays'],
  panels: ['指标面板', 'Panels'],
  probes: ['拨测', 'Probes'],
  processes: ['流程', 'Processes'],
  relations: ['关系类型', 'Relations'],
  rules: ['告警规则', 'Rules'],
  service_levels: ['服务级别', 'Service levels'],
  signatures: ['服务识别规则', 'Signatures'],
  types: ['资源模型', 'Item types'],
};

/** A kind as people say it; one that nobody has named yet stays the word of the folder. */
export function kindTitle(kind: string, titled: Titled): string {
  const phrase = TITLES[kind];
  return phrase === undefined ? kind : titled(...phrase);
}
