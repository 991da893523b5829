package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"regexp"
	"time"
	"unicode/utf8"
)

// ---- leaves and what they commit to ----

type leaf struct {
	version               int64
	kind, agency, service string
	time                  int64
	commitment            []byte
	isLate                bool
}

var codes = map[int64]*regexp.Regexp{
	2: regexp.MustCompile(`^[A-Z_]{1,40}$`),
	3: regexp.MustCompile(`^[A-Z0-9]{0,10}$`),
	4: regexp.MustCompile(`^[A-Z0-9_.-]{0,20}$`),
}

func parseLeaf(data []byte) *leaf {
	const bad = "MALFORMED_LEAF"
	if len(data) > 300 {
		refuse(bad)
	}
	items := decode(data, bad)
	if len(items) != 11 {
		refuse(bad)
	}
	for number, pattern := range codes {
		if text, ok := items[number].(string); !ok || !pattern.MatchString(text) {
			refuse(bad)
		}
	}
	for number, lengths := range map[int64][]int{5: {32, 32}, 7: {16, 16}, 8: {32, 32}, 9: {0, 32}, 10: {0, 32}} {
		value, ok := items[number].([]byte)
		if !ok || len(value) != lengths[0] && len(value) != lengths[1] {
			refuse(bad)
		}
	}
	version, isVersion := items[1].(int64)
	at, isTime := items[6].(int64)
	isLate, isFlag := items[11].(bool)
	if !isVersion || version < 1 || version > 2 || !isTime || at < 0 || at >= 1<<40 || !isFlag {
		refuse(bad)
	}
	return &leaf{
		version, items[2].(string), items[3].(string), items[4].(string), at, items[8].([]byte), isLate,
	}
}

type field struct {
	name       string
	salt, json []byte
	value      interface{}
}

type receipt struct {
	index         int64
	path          [][]byte
	checkpoint    []byte
	leaf, earlier []byte
	hasEarlier    bool
	hasOpening    bool
	entry         []byte
	names         []string
	commitments   map[string][]byte
	fields        []field
}

var values = regexp.MustCompile(`^(-?(0|[1-9][0-9]{0,14})$|")`)

func (r *receipt) parseExtra(data []byte) {
	const bad = "MALFORMED_OPENING"
	items := decode(data, bad)
	if form, ok := items[1].(int64); !ok || form != 1 {
		refuse(bad)
	}
	for number := range items {
		if number < 1 || number > 4 {
			refuse(bad)
		}
	}
	var isLeaf, isEarlier bool
	r.leaf, isLeaf = items[2].([]byte)
	r.earlier, isEarlier = items[4].([]byte)
	_, r.hasEarlier = items[4]
	if !isLeaf || r.hasEarlier && (!isEarlier || len(r.earlier) == 0) {
		refuse(bad)
	}
	opening, has := items[3]
	if !has {
		return
	}
	r.hasOpening = true
	parts, ok := opening.([]interface{})
	if !ok || len(parts) != 3 {
		refuse(bad)
	}
	r.entry, ok = parts[0].([]byte)
	if !ok || len(r.entry) != 16 {
		refuse(bad)
	}
	r.commitments = map[string][]byte{}
	for _, row := range rows(parts[1], 2) {
		name := row[0].(string)
		r.commitments[name] = row[1].([]byte)
		r.names = append(r.names, name)
	}
	for _, row := range rows(parts[2], 3) {
		name := row[0].(string)
		text, isText := row[2].([]byte)
		_, isCommitted := r.commitments[name]
		one := field{name: name, salt: row[1].([]byte), json: text}
		if !isText || !isCommitted || !utf8.Valid(text) || !values.Match(text) {
			refuse(bad)
		}
		if json.Unmarshal(text, &one.value) != nil {
			refuse(bad)
		}
		r.fields = append(r.fields, one)
	}
}

// rows reads a list of [name, 32 bytes, …], ordered by name.
func rows(list interface{}, length int) (checked [][]interface{}) {
	const bad = "MALFORMED_OPENING"
	items, ok := list.([]interface{})
	if !ok {
		refuse(bad)
	}
	last := ""
	for _, item := range items {
		row, isRow := item.([]interface{})
		if !isRow || len(row) != length {
			refuse(bad)
		}
		name, isName := row[0].(string)
		hash, isHash := row[1].([]byte)
		if !isName || !isHash || len(hash) != 32 || len(name) > 255 || name <= last {
			refuse(bad)
		}
		last = name
		checked = append(checked, row)
	}
	return checked
}

func named(name string) []byte { return append([]byte{byte(len(name))}, name...) }

func (r *receipt) checkOpening(l *leaf) {
	all := sha256.New()
	all.Write([]byte("balarea/fields/v2|"))
	for _, name := range r.names {
		all.Write(named(name))
		all.Write(r.commitments[name])
	}
	if l.version != 2 || !bytes.Equal(all.Sum(nil), l.commitment) {
		refuse("OPENING_MISMATCH")
	}
	for _, one := range r.fields {
		hash := sha256.New()
		for _, part := range [][]byte{[]byte("balarea/field/v2|"), one.salt, named(one.name), one.json} {
			hash.Write(part)
		}
		if !bytes.Equal(hash.Sum(nil), r.commitments[one.name]) {
			refuse("FIELD_MISMATCH")
		}
	}
	for _, one := range r.fields {
		text, isText := one.value.(string)
		isTrue := true
		switch one.name {
		case "type":
			isTrue = isText && text == l.kind
		case "id":
			e := r.entry
			isTrue = isText && text == fmt.Sprintf("%x-%x-%x-%x-%x", e[:4], e[4:6], e[6:8], e[8:10], e[10:])
		case "at":
			at, err := time.Parse(time.RFC3339Nano, text)
			isTrue = isText && err == nil && at.Unix() == l.time
		}
		if !isTrue {
			refuse("CONTRADICTION")
		}
	}
}
