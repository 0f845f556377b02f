/** Door of the module: what we have. */
export { listItems } from './api';
export { EstateStrip } from './EstateStrip';
export { HealthBadge } from './health';
export { ItemImportPage } from './importing/ImportPage';
export { ItemPage, type ItemTabs } from './ItemPage';
export { ItemsPage } from './ItemsPage';
export { LabelsPage } from './labels/LabelsPage';
export { StatisticsPage } from './statistics/StatisticsPage';
export { TypePage } from './TypePage';
export { TypesPage } from './TypesPage';
export { PlanPage } from './addresses/PlanPage';
export { PrefixPage } from './addresses/PrefixPage';
export { TopologyPage } from './topology/TopologyPage';
export { BatchesPage } from './past/BatchesPage';
export { BatchPage } from './past/BatchPage';
export { CasePage } from './review/CasePage';
export { ReviewPage } from './review/ReviewPage';
export type { HealthState, Item } from './types';
