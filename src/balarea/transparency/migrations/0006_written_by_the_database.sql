CREATE OR REPLACE FUNCTION balarea_stamp_entry() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.xid := pg_catalog.pg_current_xact_id();
    NEW.written_at := pg_catalog.clock_timestamp();
    RETURN NEW;
END $$;

-- The first 48 bits of an id of version 7 are its time in milliseconds (RFC 9562).
CREATE OR REPLACE FUNCTION balarea_check_entry_id() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    bits bit(64) := ('x' || left(replace(NEW.id::text, '-', ''), 16))::bit(64);
    claimed double precision := (bits >> 16)::bigint / 1000.0;
    seconds double precision := extract(epoch FROM clock_timestamp());
BEGIN
    IF substring(bits FROM 49 FOR 4) <> B'0111' OR abs(claimed - seconds) > 60 THEN
        RAISE EXCEPTION 'an id tells the time: table transparency_entry'
            USING ERRCODE = 'BL005';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER transparency_entry_true_id
    BEFORE INSERT ON transparency_entry
    FOR EACH ROW EXECUTE FUNCTION balarea_check_entry_id();

-- What a leaf has a place for; earlier entries are not looked at.
ALTER TABLE transparency_entry
    ADD CONSTRAINT transparency_entry_is_a_leaf CHECK (
        scheme = 2
        AND type ~ '^[A-Z_]{1,40}$'
        AND agency ~ '^[A-Z0-9]{0,10}$'
        AND service ~ '^[A-Z0-9_.-]{0,20}$'
        AND rules ~ '^([0-9a-f]{64})?$'
        AND actor ~ '^[0-9a-f]{32}$'
        AND octet_length(tag) = 32
        AND octet_length(commitment) = 32
        AND octet_length(link) = 32
        AND written_at IS NOT NULL
    ) NOT VALID;
