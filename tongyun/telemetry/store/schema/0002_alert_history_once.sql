-- A change of an alert that is sent again, because the first answer was lost, is kept once: the INSERT carries a token
-- of the change. The window counts inserts and is far longer than what can be on its way. Locks nothing.

ALTER TABLE tongyun.alert_history MODIFY SETTING non_replicated_deduplication_window = 10000;
