-- A change of an alert that is sent again, because the first answer was lost, is kept once: an INSERT equal to one of
-- the last 10,000 leaves nothing. Far more inserts than can be on their way. Locks nothing.

ALTER TABLE tongyun.alert_history MODIFY SETTING non_replicated_deduplication_window = 10000;
