package main

import (
	"encoding/binary"
	"unicode/utf8"
)

// ---- canonical CBOR: integers, bytes, text, booleans, arrays, maps by integers ----

type reader struct {
	data []byte
	code string
}

func (r *reader) take(count uint64) []byte {
	if count > uint64(len(r.data)) {
		refuse(r.code)
	}
	taken := r.data[:count]
	r.data = r.data[count:]
	return taken
}

func (r *reader) argument(info byte) uint64 {
	if info < 24 {
		return uint64(info)
	}
	if info > 27 {
		refuse(r.code)
	}
	wide := make([]byte, 8)
	taken := r.take(1 << (info - 24))
	copy(wide[8-len(taken):], taken)
	value := binary.BigEndian.Uint64(wide)
	if least := []uint64{24, 1 << 8, 1 << 16, 1 << 32}[info-24]; value < least || value > 1<<53-1 {
		refuse(r.code)
	}
	return value
}

// item reads an int64, []byte, string, bool, []interface{} or map[int64]interface{}.
func (r *reader) item(depth int) interface{} {
	if depth > 6 {
		refuse(r.code)
	}
	head := r.take(1)[0]
	if head == 0xf4 || head == 0xf5 {
		return head == 0xf5
	}
	value := r.argument(head & 31)
	switch head >> 5 {
	case 0:
		return int64(value)
	case 1:
		return -1 - int64(value)
	case 2:
		return r.take(value)
	case 3:
		text := r.take(value)
		if !utf8.Valid(text) {
			refuse(r.code)
		}
		return string(text)
	case 4:
		items := []interface{}{}
		for i := uint64(0); i < value; i++ {
			items = append(items, r.item(depth+1))
		}
		return items
	case 5:
		items := map[int64]interface{}{}
		last := ""
		for i := uint64(0); i < value; i++ {
			before := r.data
			key, ok := r.item(depth + 1).(int64)
			spelled := string(before[:len(before)-len(r.data)])
			if !ok || i > 0 && spelled <= last {
				refuse(r.code)
			}
			last = spelled
			items[key] = r.item(depth + 1)
		}
		return items
	}
	refuse(r.code)
	return nil
}

func decode(data []byte, code string) map[int64]interface{} {
	r := &reader{data, code}
	fields, ok := r.item(0).(map[int64]interface{})
	if !ok || len(r.data) != 0 {
		refuse(code)
	}
	return fields
}
