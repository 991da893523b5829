DROP TRIGGER transparency_entry_kept ON transparency_entry;
DROP TRIGGER foundation_calendaroverride_kept ON foundation_calendaroverride;
DROP FUNCTION IF EXISTS balarea_refuse_truncate() CASCADE;
DROP TRIGGER transparency_entry_stamped ON transparency_entry;
DROP FUNCTION balarea_stamp_entry();
DROP TRIGGER transparency_entry_needs_operation ON transparency_entry;
