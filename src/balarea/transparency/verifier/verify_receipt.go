package main

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/tlog"
)

type verdict struct {
	Code  string `json:"code"`
	Index int64  `json:"index"`
	Size  int64  `json:"size"`
	Hash  string `json:"hash"`
	Type  string `json:"type"`

	origin, policyHash string
	isOwnPolicy        bool
	since              int64
	witnesses          map[string]int64
	leaf               *leaf
	opened             []field
	sealed             []string
}

const (
	header   = "c2sp.org/tlog-proof@v1"
	qrPrefix = "BLR1:"
	letters  = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
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
	found, ok := r.item(0).(map[int64]interface{})
	if !ok || len(r.data) != 0 {
		refuse(code)
	}
	return found
}

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
func rows(list interface{}, length int) (found [][]interface{}) {
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
		found = append(found, row)
	}
	return found
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

// ---- the receipt, in its three shapes ----

func parseProof(data []byte) *receipt {
	const bad = "MALFORMED_PROOF"
	if !utf8.Valid(data) {
		refuse(bad)
	}
	lines := strings.Split(string(data), "\n")
	next := func() string {
		if len(lines) == 0 {
			refuse(bad)
		}
		line := lines[0]
		lines = lines[1:]
		return line
	}
	if next() != header {
		refuse(bad)
	}
	found := &receipt{}
	var extra []byte
	line := next()
	isExtra := strings.HasPrefix(line, "extra ")
	if isExtra {
		var ok bool
		if extra, ok = fromBase64(line[6:]); !ok || len(extra) == 0 {
			refuse(bad)
		}
		line = next()
	}
	index, ok := fromDecimal(strings.TrimPrefix(line, "index "))
	if !ok || !strings.HasPrefix(line, "index ") {
		refuse(bad)
	}
	found.index = index
	for line = next(); line != ""; line = next() {
		hash, ok := fromBase64(line)
		if !ok || len(hash) != sha256.Size || len(found.path) == 63 {
			refuse(bad)
		}
		found.path = append(found.path, hash)
	}
	if strings.Join(lines, "\n") == "" {
		refuse(bad)
	}
	if !isExtra {
		refuse("MALFORMED_OPENING")
	}
	found.checkpoint = []byte(strings.Join(lines, "\n"))
	found.parseExtra(extra)
	return found
}

func checkProof(data []byte, policyOf func() policy) (v verdict) {
	r := parseProof(data)
	l := parseLeaf(r.leaf)
	c := parseCheckpoint(r.checkpoint, "MALFORMED_CHECKPOINT")
	p := policyOf()
	times := p.cosigned(c)
	hash := tlog.RecordHash(r.leaf)
	checkRecord(r.path, c.size, c.root, r.index, hash)
	if r.hasEarlier {
		v.since = p.earliest(r, c)
	}
	if r.hasOpening {
		r.checkOpening(l)
	}
	latest := int64(0)
	for _, at := range times {
		if at > latest {
			latest = at
		}
	}
	if len(times) > 0 && l.time > latest+60 {
		refuse("TIME_IMPOSSIBLE")
	}
	v.Code, v.Index, v.Size, v.Hash, v.Type = "OK", r.index, c.size, hex.EncodeToString(hash[:]), l.kind
	v.origin, v.witnesses, v.leaf, v.opened = c.origin, times, l, r.fields
	isOpen := map[string]bool{}
	for _, one := range r.fields {
		isOpen[one.name] = true
	}
	for _, name := range r.names {
		if !isOpen[name] {
			v.sealed = append(v.sealed, name)
		}
	}
	return v
}

// earliest is when the witnesses last saw the log without this entry.
func (p policy) earliest(r *receipt, c checkpoint) (least int64) {
	const bad = "EARLIER_CHECKPOINT_WRONG"
	defer func() {
		if problem := recover(); problem != nil {
			if _, ok := problem.(refused); !ok {
				panic(problem)
			}
			refuse(bad)
		}
	}()
	before := parseCheckpoint(r.earlier, bad)
	times := p.cosigned(before)
	if before.origin != c.origin || before.size > r.index {
		refuse(bad)
	}
	for _, at := range times {
		if least == 0 || at < least {
			least = at
		}
	}
	return least
}

func checkRecord(path [][]byte, size int64, root []byte, index int64, leaf tlog.Hash) {
	if index >= size {
		refuse("WRONG_POSITION")
	}
	proof := make(tlog.RecordProof, len(path))
	for i, hash := range path {
		copy(proof[i][:], hash)
	}
	var tree tlog.Hash
	copy(tree[:], root)
	if tlog.CheckRecord(proof, size, tree, index, leaf) != nil {
		refuse("NOT_IN_LOG")
	}
}

func base45(text string) (data []byte) {
	const bad = "MALFORMED_QR"
	if len(text)%3 == 1 {
		refuse(bad)
	}
	for len(text) > 0 {
		size := 3
		if len(text) < 3 {
			size = 2
		}
		value := 0
		for i := size - 1; i >= 0; i-- {
			digit := strings.IndexByte(letters, text[i])
			if digit < 0 {
				refuse(bad)
			}
			value = value*45 + digit
		}
		if size == 3 && value < 1<<16 {
			data = append(data, byte(value>>8), byte(value))
		} else if size == 2 && value < 1<<8 {
			data = append(data, byte(value))
		} else {
			refuse(bad)
		}
		text = text[size:]
	}
	return data
}

func checkQR(text string, policyOf func() policy) (v verdict) {
	const bad = "MALFORMED_QR"
	items := decode(base45(strings.TrimPrefix(text, qrPrefix)), bad)
	form, isForm := items[1].(int64)
	index, isIndex := items[2].(int64)
	size, isSize := items[3].(int64)
	leafHash, isLeaf := items[4].([]byte)
	joined, isPath := items[5].([]byte)
	root, isRoot := items[6].([]byte)
	blobs, isList := items[7].([]interface{})
	switch {
	case !isForm || !isIndex || !isSize || !isLeaf || !isPath || !isRoot || !isList,
		form != 1 || len(items) != 7 || index < 0 || size < 0,
		len(leafHash) != 32 || len(root) != 32 || len(joined)%32 != 0 || len(joined) > 63*32,
		len(blobs) == 0 || len(blobs) > 100:
		refuse(bad)
	}
	for _, one := range blobs {
		if blob, ok := one.([]byte); !ok || len(blob) < 5 {
			refuse(bad)
		}
	}
	p := policyOf()
	keys := p.logs
	for _, one := range p.witnesses {
		keys = append(keys[:len(keys):len(keys)], one)
	}
	c := checkpoint{size: size, root: root}
	for _, one := range blobs {
		id := hex.EncodeToString(one.([]byte)[:4])
		for _, key := range keys {
			if key.id == id {
				c.signatures = append(c.signatures, signature{key.name, id, one.([]byte)[4:]})
				break
			}
		}
	}
	for _, log := range p.logs {
		if c.origin == "" && len(c.by(log)) > 0 {
			c.origin = log.name
		}
	}
	if c.origin == "" {
		refuse("OTHER_LOG")
	}
	var hash, tree tlog.Hash
	copy(hash[:], leafHash)
	copy(tree[:], root)
	c.text = c.origin + "\n" + strconv.FormatInt(size, 10) + "\n" + tree.String() + "\n"
	times := p.cosigned(c)
	path := make([][]byte, 0, 63)
	for ; len(joined) > 0; joined = joined[32:] {
		path = append(path, joined[:32])
	}
	checkRecord(path, size, root, index, hash)
	v.Code, v.Index, v.Size, v.Hash = "OK", index, size, hex.EncodeToString(leafHash)
	v.origin, v.witnesses = c.origin, times
	return v
}

var attachment = regexp.MustCompile(`<</Length (\d{1,8})/Type/EmbeddedFile[^\x00]{0,300}?>>\r?\nstream\r?\n`)

// attachments gives the files of a PDF as the mall makes it: stored plainly or by zlib.
func attachments(pdf []byte) (found [][]byte) {
	for _, match := range attachment.FindAllSubmatchIndex(pdf, -1) {
		dictionary := pdf[match[0]:match[1]]
		size, _ := strconv.Atoi(string(pdf[match[2]:match[3]]))
		stream := pdf[match[1]:]
		if size < len(stream) {
			stream = stream[:size]
		}
		if len(found) == 16 {
			break
		}
		if !bytes.Contains(dictionary, []byte("/Filter")) {
			found = append(found, stream)
			continue
		}
		if !regexp.MustCompile(`/Filter/FlateDecode[/>]`).Match(dictionary) {
			continue
		}
		inflated, err := zlib.NewReader(bytes.NewReader(stream))
		if err != nil {
			continue
		}
		content, err := io.ReadAll(io.LimitReader(inflated, 1<<20+1))
		if err == nil && len(content) <= 1<<20 {
			found = append(found, content)
		}
	}
	return found
}

var isPolicyText = regexp.MustCompile(`(?m)^quorum `)

// check says what a receipt proves; without a policy of the reader's own, that of the
// PDF counts.
func check(data []byte, own []byte) (v verdict) {
	used := own
	defer func() {
		switch problem := recover().(type) {
		case nil:
			sum := sha256.Sum256(used)
			v.policyHash, v.isOwnPolicy = hex.EncodeToString(sum[:]), own == nil
		case refused:
			v = verdict{Code: string(problem)}
		default:
			panic(problem)
		}
	}()
	policyOf := func() policy {
		if used == nil {
			refuse("NO_POLICY")
		}
		if !utf8.Valid(used) {
			refuse("MALFORMED_POLICY")
		}
		return parsePolicy(string(used))
	}
	switch {
	case bytes.HasPrefix(data, []byte("%PDF-")):
		var proofs, policies [][]byte
		for _, file := range attachments(data) {
			if bytes.HasPrefix(file, []byte(header)) {
				proofs = append(proofs, file)
			} else if isPolicyText.Match(file) {
				policies = append(policies, file)
			}
		}
		if len(proofs) == 0 {
			refuse("NOT_A_RECEIPT")
		}
		if len(proofs) > 1 {
			refuse("SEVERAL_PROOFS")
		}
		if used == nil && len(policies) == 1 {
			used = policies[0]
		}
		return checkProof(proofs[0], policyOf)
	case bytes.HasPrefix(data, []byte(header)):
		return checkProof(data, policyOf)
	case bytes.HasPrefix(data, []byte(qrPrefix)):
		return checkQR(strings.TrimRight(string(data), "\r\n"), policyOf)
	}
	refuse("NOT_A_RECEIPT")
	return v
}
