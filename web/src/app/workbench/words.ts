import { defineWords } from '@/shared/i18n/words';

export const words = defineWords({
  title: ['工作台', 'Workbench'],
});
