package main

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"regexp"
	"strconv"
	"strings"
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
	parsed := &receipt{}
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
	parsed.index = index
	for line = next(); line != ""; line = next() {
		hash, ok := fromBase64(line)
		if !ok || len(hash) != sha256.Size || len(parsed.path) == 63 {
			refuse(bad)
		}
		parsed.path = append(parsed.path, hash)
	}
	if strings.Join(lines, "\n") == "" {
		refuse(bad)
	}
	if !isExtra {
		refuse("MALFORMED_OPENING")
	}
	parsed.checkpoint = []byte(strings.Join(lines, "\n"))
	parsed.parseExtra(extra)
	return parsed
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
func attachments(pdf []byte) (files [][]byte) {
	for _, match := range attachment.FindAllSubmatchIndex(pdf, -1) {
		dictionary := pdf[match[0]:match[1]]
		size, _ := strconv.Atoi(string(pdf[match[2]:match[3]]))
		stream := pdf[match[1]:]
		if size < len(stream) {
			stream = stream[:size]
		}
		if len(files) == 16 {
			break
		}
		if !bytes.Contains(dictionary, []byte("/Filter")) {
			files = append(files, stream)
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
			files = append(files, content)
		}
	}
	return files
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
