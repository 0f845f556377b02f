import { defineWords } from '@/shared/i18n/words';

export const words = defineWords({
  button: ['查看明文', 'Show'],
  title: ['查看个人信息', 'Show personal data'],
  note: ['查看人、时间和理由记入审计日志。', 'Who looked, when and why is kept in the audit trail.'],
  reason: ['查看理由', 'Reason'],
  look: ['查看', 'Show'],
  usualContact: ['联系本人处理工单', 'To reach them about a ticket'],
  usualCheck: ['核对人员信息', 'To check their record'],
  usualEmergency: ['应急联络', 'Emergency contact'],
});
