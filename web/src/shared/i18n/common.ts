import { defineWords } from './words';

/** Words that every module needs. Words of one module live in that module. */
export const common = defineWords({
  product: ['统运', 'Tongyun'],
  all: ['全部', 'All'],
  back: ['返回', 'Back'],
  cancel: ['取消', 'Cancel'],
  close: ['关闭', 'Close'],
  save: ['保存', 'Save'],
  saved: ['已保存', 'Saved'],
  submit: ['提交', 'Submit'],
  retry: ['重试', 'Try again'],
  refresh: ['刷新', 'Refresh'],
  more: ['更多', 'More'],
  none: ['无', 'None'],
  yes: ['是', 'Yes'],
  no: ['否', 'No'],
  viewAll: ['查看全部', 'View all'],
  loading: ['正在加载', 'Loading'],
  searching: ['正在搜索', 'Searching'],
  unset: ['未填写', 'Not set'],
});
