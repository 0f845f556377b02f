import { lazy, type ComponentType } from 'react';

import { scaleOf } from '@/shared/format/quantity';

import { choicesOf, dictionaryOf, itemTypesOf, typeOf, type JsonSchema } from '../schema';
import { ChoiceWidget, ListWidget } from './ChoiceWidget';
import { NumberWidget } from './NumberWidget';
import { RateWidget } from './RateWidget';
import { ScaledWidget } from './ScaledWidget';
import { TextWidget } from './TextWidget';
import type { WidgetProps } from './widget';

/** The calendar is big and few forms need it. */
const MomentWidget = lazy(() => import('./MomentWidget'));
const FileWidget = lazy(() => import('./FileWidget'));
const RichTextWidget = lazy(() => import('./RichTextWidget'));
const DictionaryWidget = lazy(() => import('./DictionaryWidget'));
const ItemWidget = lazy(() => import('./ItemWidget'));
const RowsWidget = lazy(() => import('./RowsWidget'));

/** The input for a field, by what its schema says. */
export function widgetFor(schema: JsonSchema): ComponentType<WidgetProps> {
  if (schema['x-widget'] === 'rate') return RateWidget;
  if (schema['x-file'] !== undefined) return FileWidget;
  if (schema['x-widget'] === 'richtext') return RichTextWidget;
  if (itemTypesOf(schema).length > 0) return ItemWidget;
  if (dictionaryOf(schema) !== undefined) return DictionaryWidget;
  if (choicesOf(schema, 'zh-CN') !== undefined) return ChoiceWidget;
  switch (typeOf(schema)) {
    case 'boolean':
      return ChoiceWidget;
    case 'number':
    case 'integer':
      return scaleOf(schema['x-unit']) === undefined ? NumberWidget : ScaledWidget;
    case 'array':
      return schema.items?.properties === undefined ? ListWidget : RowsWidget;
    default:
      return schema.format === 'date-time' || schema.format === 'date' ? MomentWidget : TextWidget;
  }
}

/** So long a text is a sentence, not a word (characters). */
const SENTENCE = 200;

/** Fields that need the whole width of the form. */
export function isWide(schema: JsonSchema): boolean {
  if (typeOf(schema) === 'string' && choicesOf(schema, 'zh-CN') === undefined && (schema.maxLength ?? 0) >= SENTENCE) return true;
  const widget = schema['x-widget'] ?? '';
  return schema['x-file'] !== undefined || ['textarea', 'richtext', 'rate'].includes(widget) || typeOf(schema) === 'array' || typeOf(schema) === 'object';
}
