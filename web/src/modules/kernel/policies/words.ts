import { defineWords } from '@/shared/i18n/words';

export const words = defineWords({
  settings: ['系统设置', 'Settings'],
  note: ['保存后 5 秒内在所有进程生效，每次修改都记入审计。', 'In force everywhere within 5 seconds of saving; each change is audited.'],
  untouched: ['使用默认值', 'Default values'],
  changedBy: ['{who} 修改于', 'Changed by {who}'],
  readOnly: ['您只能查看这项设置。', 'You may only read this setting.'],
  stale: ['这项设置刚刚被别人修改过。已取得最新内容，请核对后再保存。', 'Somebody else has just changed this. The latest was loaded; please check and save again.'],
});
