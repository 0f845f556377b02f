import { defineWords } from '@/shared/i18n/words';

export const words = defineWords({
  bold: ['加粗', 'Bold'],
  italic: ['倾斜', 'Italic'],
  underline: ['下划线', 'Underline'],
  heading: ['小标题', 'Heading'],
  paragraph: ['正文', 'Paragraph'],
  bullets: ['项目符号', 'Bullets'],
  numbers: ['编号', 'Numbers'],
  quote: ['引用', 'Quote'],
  link: ['链接', 'Link'],
  linkAsk: ['链接地址（https://…）', 'Address (https://…)'],
  clear: ['清除格式', 'Clear formatting'],
});
