/** Door of the module: was the promise kept. */
export { AssessmentCard } from './AssessmentCard';
export { AtRisk } from './AtRisk';
