import { defineWords, type Say } from '@/shared/i18n/words';

import { dictionaryOf, typeOf, type JsonSchema } from './schema';
import type { Issue } from './validate';

export const words = defineWords({
  required: ['请填写', 'Please fill in'],
  choose: ['请选择', 'Please choose'],
  type: ['格式不对', 'Not a valid value'],
  number: ['请填写数字', 'Please enter a number'],
  integer: ['请填写整数', 'Please enter a whole number'],
  choice: ['不在可选范围内', 'Not one of the choices'],
  minLength: ['至少 {limit} 个字', 'At least {limit} characters'],
  maxLength: ['最多 {limit} 个字', 'At most {limit} characters'],
  pattern: ['不符合要求的格式', 'Does not match the required form'],
  format: ['格式不对', 'Not a valid value'],
  email: ['请填写正确的邮箱地址', 'Please enter a valid e-mail address'],
  uri: ['请填写完整的网址', 'Please enter a full address'],
  ipv4: ['请填写正确的 IPv4 地址', 'Please enter a valid IPv4 address'],
  minimum: ['不能小于 {limit}', 'Not less than {limit}'],
  maximum: ['不能大于 {limit}', 'Not more than {limit}'],
  above: ['必须大于 {limit}', 'Must be more than {limit}'],
  below: ['必须小于 {limit}', 'Must be less than {limit}'],
  multipleOf: ['必须是 {limit} 的倍数', 'Must be a multiple of {limit}'],
  minItems: ['至少 {limit} 项', 'At least {limit}'],
  maxItems: ['最多 {limit} 项', 'At most {limit}'],
  uniqueItems: ['有重复项', 'Contains duplicates'],
  optional: ['选填', 'optional'],
  draft: ['已恢复上次未提交的内容', 'Your unsent entries were restored'],
  dropDraft: ['清空重填', 'Start over'],
  refused: ['提交未成功，已填内容保留', 'Not submitted; what you entered is kept'],
  check: ['请检查标出的 {n} 处', 'Please check the {n} marked fields'],
  stillUploading: ['文件仍在上传，请稍候再提交', 'A file is still being uploaded; please wait'],
  submit: ['提交', 'Submit'],
  outOfUse: ['{title}（已停用）', '{title} (out of use)'],
  typeToFind: ['共 {n} 项，输入名称或编码查找', '{n} entries; type a name or code'],
  addMore: ['输入后按回车添加', 'Type and press Enter to add'],
  findItem: ['输入名称查找', 'Type a name to find it'],
  addRow: ['增加一条', 'Add a line'],
  removeRow: ['删除第 {n} 条', 'Remove line {n}'],
  unit: ['单位', 'unit'],
  showEmpty: ['另有 {n} 项未填写', '{n} more without a value'],
  hideEmpty: ['隐藏未填写项', 'Hide what has no value'],
  stars: ['{n} 分', '{n} points'],
});

export type FormWord = keyof typeof words;

/** An issue in words, as one would say it to the person at the form. */
export function messageFor(issue: Issue, schema: JsonSchema, say: Say<FormWord>): string {
  const { code } = issue;
  if (code === 'required') {
    const chosen = schema.enum !== undefined || schema.oneOf !== undefined || typeOf(schema) === 'boolean' || dictionaryOf(schema) !== undefined;
    return say(chosen ? 'choose' : 'required');
  }
  if (code === 'type') {
    const type = typeOf(schema);
    return say(type === 'number' || type === 'integer' ? type : 'type');
  }
  if (code === 'format') {
    const { format } = schema;
    return say(format === 'email' || format === 'uri' || format === 'ipv4' ? format : 'format');
  }
  return issue.limit === undefined ? say(code) : say(code, { limit: issue.limit });
}
