/** Door of data dictionaries: what forms let people choose from. Loaded when opened. */
export { DictionariesPage } from './DictionariesPage';
export { DictionaryPage } from './DictionaryPage';
