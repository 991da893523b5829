package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"
)

// refused is the panic by which a check ends with a code.
type refused string

func refuse(code string) { panic(refused(code)) }

const (
	typeEd25519     = 1
	typeCosignature = 4
	typeMLDSA       = 6
)

// fromBase64 reads canonical base64 with padding.
func fromBase64(text string) ([]byte, bool) {
	data, err := base64.StdEncoding.DecodeString(text)
	return data, err == nil && base64.StdEncoding.EncodeToString(data) == text
}

// fromDecimal reads a number below 2**63 in its only spelling.
func fromDecimal(text string) (int64, bool) {
	number, err := strconv.ParseInt(text, 10, 64)
	return number, err == nil && number >= 0 && strconv.FormatInt(number, 10) == text
}

type signature struct {
	name, id string
	blob     []byte
}

type checkpoint struct {
	text       string
	origin     string
	size       int64
	root       []byte
	signatures []signature
}

func isName(name string) bool {
	return name != "" && !strings.ContainsRune(name, '+') && strings.IndexFunc(name, unicode.IsSpace) < 0
}

func parseCheckpoint(data []byte, code string) checkpoint {
	if !utf8.Valid(data) {
		refuse(code)
	}
	for _, one := range data {
		if one < ' ' && one != '\n' {
			refuse(code)
		}
	}
	split := bytes.LastIndex(data, []byte("\n\n"))
	if split < 0 || !bytes.HasSuffix(data, []byte("\n")) {
		refuse(code)
	}
	parsed := checkpoint{text: string(data[:split+1])}
	tail := strings.Split(string(data[split+2:]), "\n")
	tail = tail[:len(tail)-1]
	if len(tail) == 0 || len(tail) > 100 {
		refuse(code)
	}
	for _, line := range tail {
		parts := strings.Split(line, " ")
		if len(parts) != 3 || parts[0] != "—" || !isName(parts[1]) {
			refuse(code)
		}
		blob, ok := fromBase64(parts[2])
		if !ok || len(blob) < 5 {
			refuse(code)
		}
		parsed.signatures = append(parsed.signatures, signature{parts[1], hex.EncodeToString(blob[:4]), blob[4:]})
	}
	lines := strings.Split(strings.TrimSuffix(parsed.text, "\n"), "\n")
	if len(lines) < 3 {
		refuse(code)
	}
	for _, line := range lines {
		if line == "" {
			refuse(code)
		}
	}
	size, isNumber := fromDecimal(lines[1])
	root, isBase64 := fromBase64(lines[2])
	if !isNumber || !isBase64 || len(root) != sha256.Size {
		refuse(code)
	}
	parsed.origin, parsed.size, parsed.root = lines[0], size, root
	return parsed
}

type key struct {
	name, id string
	kind     byte
	public   []byte
	verifier note.Verifier // of a log's Ed25519 key
}

type group struct {
	least   int
	members []string
}

type policy struct {
	logs      []key
	witnesses map[string]key
	groups    map[string]group
	quorum    string
}

func parseKey(text string, kind byte) key {
	const bad = "MALFORMED_POLICY"
	parts := strings.SplitN(text, "+", 3)
	if len(parts) != 3 || !isName(parts[0]) {
		refuse(bad)
	}
	data, ok := fromBase64(parts[2])
	if !ok || len(data) < 2 {
		refuse(bad)
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), data...))
	parsed := key{name: parts[0], id: parts[1], kind: data[0], public: data[1:]}
	if hex.EncodeToString(sum[:4]) != parts[1] || parsed.kind != kind && parsed.kind != typeMLDSA {
		refuse(bad)
	}
	switch parsed.kind {
	case typeEd25519:
		verifier, err := note.NewVerifier(text)
		if err != nil {
			refuse(bad)
		}
		parsed.verifier = verifier
	case typeCosignature:
		if len(parsed.public) != ed25519.PublicKeySize {
			refuse(bad)
		}
	case typeMLDSA:
		if len(parsed.public) != 1312 {
			refuse(bad)
		}
	default:
		refuse(bad)
	}
	return parsed
}

func parsePolicy(text string) policy {
	const bad = "MALFORMED_POLICY"
	parsed := policy{witnesses: map[string]key{}, groups: map[string]group{}}
	used := map[string]bool{}
	isNamed := func(name string) bool {
		_, isWitness := parsed.witnesses[name]
		_, isGroup := parsed.groups[name]
		return isWitness || isGroup
	}
	isFree := func(name string) bool { return name != "none" && !isNamed(name) }
	for _, line := range strings.Split(text, "\n") {
		items := strings.FieldsFunc(line, func(one rune) bool { return one == ' ' || one == '\t' })
		if len(items) == 0 || strings.HasPrefix(items[0], "#") {
			continue
		}
		rest := items[1:]
		switch {
		case items[0] == "log" && (len(rest) == 1 || len(rest) == 2):
			parsed.logs = append(parsed.logs, parseKey(rest[0], typeEd25519))
		case items[0] == "witness" && (len(rest) == 2 || len(rest) == 3) && isFree(rest[0]):
			parsed.witnesses[rest[0]] = parseKey(rest[1], typeCosignature)
		case items[0] == "group" && len(rest) >= 3 && isFree(rest[0]):
			members := rest[2:]
			for _, one := range members {
				if used[one] || !isNamed(one) {
					refuse(bad)
				}
				used[one] = true
			}
			least, isNumber := fromDecimal(rest[1])
			switch {
			case rest[1] == "all":
				least = int64(len(members))
			case rest[1] == "any":
				least = 1
			case !isNumber:
				refuse(bad)
			}
			if least < 1 || least > int64(len(members)) {
				refuse(bad)
			}
			parsed.groups[rest[0]] = group{int(least), members}
		case items[0] == "quorum" && len(rest) == 1 && parsed.quorum == "":
			if rest[0] != "none" && !isNamed(rest[0]) {
				refuse(bad)
			}
			parsed.quorum = rest[0]
		default:
			refuse(bad)
		}
	}
	if parsed.quorum == "" || len(parsed.logs) == 0 {
		refuse(bad)
	}
	return parsed
}

func (p policy) isQuorum(name string, signed map[string]int64) bool {
	if _, ok := signed[name]; ok || name == "none" {
		return true
	}
	group, ok := p.groups[name]
	count := 0
	for _, one := range group.members {
		if p.isQuorum(one, signed) {
			count++
		}
	}
	return ok && count >= group.least
}

// cosigned gives the times of the witnesses of a checkpoint that the policy accepts.
func (p policy) cosigned(c checkpoint) map[string]int64 {
	isOwn, valid := false, 0
	for _, log := range p.logs {
		if log.name != c.origin {
			continue
		}
		isOwn = true
		for _, one := range c.by(log) {
			if log.kind != typeEd25519 {
				continue
			}
			if !log.verifier.Verify([]byte(c.text), one.blob) {
				refuse("LOG_SIGNATURE_WRONG")
			}
			valid++
		}
	}
	if !isOwn {
		refuse("OTHER_LOG")
	}
	if valid == 0 {
		refuse("LOG_SIGNATURE_MISSING")
	}
	times := map[string]int64{}
	for name, witness := range p.witnesses {
		if witness.kind != typeCosignature {
			continue
		}
		for _, one := range c.by(witness) {
			if len(one.blob) != 8+ed25519.SignatureSize {
				refuse("WITNESS_SIGNATURE_WRONG")
			}
			at := binary.BigEndian.Uint64(one.blob)
			message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", at, c.text)
			if at >= 1<<63 || !ed25519.Verify(witness.public, []byte(message), one.blob[8:]) {
				refuse("WITNESS_SIGNATURE_WRONG")
			}
			times[name] = int64(at)
		}
	}
	if !p.isQuorum(p.quorum, times) {
		refuse("NOT_ENOUGH_WITNESSES")
	}
	return times
}

func (c checkpoint) by(k key) (matching []signature) {
	for _, one := range c.signatures {
		if one.name == k.name && one.id == k.id {
			matching = append(matching, one)
		}
	}
	return matching
}
